package dev.hearth.nn;

/**
 * A letter that describes a layer, or a whole net: immutable, comparable, printable, serialisable,
 * without native memory. No layer names its input's extent: {@code build} is told.
 *
 * <p>A record implements it. What it announces without libtorch ({@link #out}, {@link #cost}) and
 * what it builds must agree; the layer contract in the tests checks that for the whole vocabulary.
 *
 * <pre>{@code
 * public record Twice() implements Layer {
 *     public Shape out(Shape in) { return in; }
 *     public Complexity cost(Shape in) { return Complexity.NONE; }
 *     public Forward build(Shape in, Parameters home) { return (x, pass) -> x.mul(2); }
 * }
 * }</pre>
 */
public interface Layer {

    /**
     * The shape of the output.
     *
     * @param in the shape of one example going in
     * @return the shape of one example coming out
     * @throws IllegalArgumentException if the layer cannot take {@code in}; the message says why
     */
    Shape out(Shape in);

    /**
     * What it costs, counted without libtorch.
     *
     * @param in the shape of one example going in
     * @return learned numbers, kept numbers and multiply-adds for one example
     * @throws IllegalArgumentException if the layer cannot take {@code in}
     */
    Complexity cost(Shape in);

    /**
     * Brings it to life. The same letter, shape and home declare the same parameters each time.
     *
     * @param in the shape of one example going in
     * @param home where its parameters are born
     * @return complete, ready to be applied
     * @throws IllegalArgumentException if the layer cannot take {@code in}
     */
    Forward build(Shape in, Parameters home);
}
