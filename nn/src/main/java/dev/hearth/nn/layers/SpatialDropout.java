package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import java.util.Arrays;

/**
 * Dropout of whole channels: when training, each channel of each example is set to 0 with
 * probability {@code rate} and else divided by 1 − rate; otherwise nothing happens (Tompson et al.
 * 2015, §3.2, SpatialDropout). Neighbouring pixels tell nearly the same, so dropping single ones of a
 * convolution's output hides little.
 *
 * <p>Any shape, kept; on vectors it is {@link Dropout}.
 *
 * <pre>{@code
 * Layer hidden = Layers.sequence(new Elu(), new SpatialDropout(0.2));
 * }</pre>
 *
 * @param rate the share that is dropped, in [0, 1)
 */
public record SpatialDropout(double rate) implements Layer {

    /** Refuses a rate outside of [0, 1). */
    public SpatialDropout {
        DropRate.check("SpatialDropout", rate);
    }

    @Override
    public Shape out(Shape in) {
        return in;
    }

    @Override
    public Complexity cost(Shape in) {
        return Complexity.NONE;
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        double keep = 1 - rate;
        return (x, pass) -> {
            if (!pass.isNoisy() || rate == 0) {
                return x;
            }
            return x.mul(
                    pass.draw(
                                    x,
                                    (random, channels) -> {
                                        Arrays.fill(channels, 2, channels.length, 1);
                                        return random.bernoulli(keep, channels)
                                                .mulInPlace(1 / keep);
                                    })
                            .to(x.dtype()));
        };
    }
}
