package dev.hearth.nn.combine;

import dev.hearth.nn.Cost;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;

/**
 * A letter of few words that stands for a longer one: an architecture with its knobs, a block of a
 * paper. Shape, cost and machine are those of what it stands for, without a name in between, and
 * {@link dev.hearth.nn.Stages} looks inside.
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
    default Cost cost(Shape in) {
        return body().cost(in);
    }

    @Override
    default Forward build(Shape in, Parameters home) {
        return body().build(in, home);
    }
}
