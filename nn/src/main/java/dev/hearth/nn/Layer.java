package dev.hearth.nn;

import dev.hearth.tensor.Check;
import java.util.List;
import java.util.Optional;

/**
 * The description of a layer, or of a whole net: an immutable record without native memory, which can
 * be compared, printed and written as JSON. It does not hold the shape of its input: each method is
 * told.
 *
 * <p>{@link #out} and {@link #cost} work without libtorch and must agree with what {@link #build}
 * declares and computes; {@code LayerContractTest} checks it for each layer. A layer that is made of
 * others names them in {@link #children}, and everything that walks a net (tables, diagrams, folding,
 * export) sees them.
 *
 * <pre>{@code
 * public record Twice() implements Layer {
 *     public Shape out(Shape in) { return in; }
 *     public Complexity cost(Shape in) { return Complexity.NONE; }
 *     public Forward build(Shape in, Parameters parameters) { return (x, pass) -> x.mul(2); }
 * }
 * }</pre>
 */
public interface Layer {

    /**
     * The shape of one example of the output.
     *
     * @param in the shape of one example of the input
     * @throws IllegalArgumentException if the layer cannot take {@code in}; the message says why
     */
    Shape out(Shape in);

    /**
     * Learned numbers, kept numbers and multiply-adds for one example.
     *
     * @throws IllegalArgumentException if the layer cannot take {@code in}
     */
    Complexity cost(Shape in);

    /**
     * Declares its parameters and gives its forward function. The same layer and shape declare the
     * same parameters each time.
     *
     * @throws IllegalArgumentException if the layer cannot take {@code in}
     */
    Forward build(Shape in, Parameters parameters);

    /**
     * How a {@link CompiledChain} computes it, if it can; a net with a layer that cannot is trained layer by layer.
     *
     * @return empty unless a layer says otherwise
     * @throws IllegalArgumentException if the layer cannot take {@code in}
     */
    default Optional<CompiledLayer> compiled(Shape in) {
        return Optional.empty();
    }

    /**
     * The layers that this one is made of, in order, each with the shape that it gets.
     *
     * @return empty for a layer that is not made of others
     * @throws IllegalArgumentException if a child cannot take what the one before it gives
     */
    default List<ChildLayer> children(Shape in) {
        return List.of();
    }

    /** How the output follows from the children. */
    default Arrangement arrangement() {
        return Arrangement.OTHER;
    }

    /**
     * A layer that arranges other children in the same way, under the same names.
     *
     * @param layers as many as {@link #children} gives
     */
    default Layer withChildren(List<Layer> layers) {
        if (!layers.isEmpty()) {
            throw Check.error(
                    "withChildren needs as many layers as there are children, none",
                    layers.size() + " for " + this,
                    "Override children and withChildren together");
        }
        return this;
    }

    /** One line that says what it is, shorter than {@code toString} for a layer made of others. */
    default String summary() {
        return toString();
    }
}
