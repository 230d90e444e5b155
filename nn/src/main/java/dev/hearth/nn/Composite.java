package dev.hearth.nn;

/**
 * A letter of few words that stands for a longer one: an architecture with its knobs, a block of a
 * paper. Shape, cost and machine are those of what it stands for, without a name in between, and
 * {@link dev.hearth.nn.layers.Stages} looks inside.
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

    /**
     * What it stands for.
     *
     * @return the same each time
     */
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
    default Forward build(Shape in, Parameters home) {
        return body().build(in, home);
    }
}
