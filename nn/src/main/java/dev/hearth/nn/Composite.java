package dev.hearth.nn;

import java.util.List;

/**
 * A layer of a few settings that stands for a longer one: an architecture, a block of a paper. Its
 * shape, cost and forward function are those of its body, and so are the names of its parameters.
 *
 * <pre>{@code
 * public record Tower(int blocks, int classes) implements Composite {
 *     public Layer body() {
 *         return sequence(repeat(blocks, conv(64, 3)), globalAvgPool(), linear(classes));
 *     }
 * }
 * }</pre>
 */
public interface Composite extends Layer {

    /** What it stands for, the same each time. */
    Layer body();

    @Override
    default Shape out(Shape in) {
        return body().out(in);
    }

    @Override
    default Complexity cost(Shape in) {
        return body().cost(in);
    }

    @Override
    default Forward build(Shape in, Parameters parameters) {
        return body().build(in, parameters);
    }

    @Override
    default List<ChildLayer> children(Shape in) {
        return List.of(new ChildLayer("", body(), in));
    }

    @Override
    default Arrangement arrangement() {
        return Arrangement.CHAIN;
    }

    /** The new body itself: the settings say nothing of it. */
    @Override
    default Layer withChildren(List<Layer> layers) {
        return layers.get(0);
    }
}
