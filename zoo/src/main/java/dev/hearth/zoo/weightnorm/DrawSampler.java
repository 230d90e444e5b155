package dev.hearth.zoo.weightnorm;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Tensor;
import java.util.Objects;

/**
 * The decoder of a {@link DrawNet}, which samples images of z from N(0, 1) (Gregor et al. 2015, §2.3).
 * Its parameters have the names that they have in the whole net.
 *
 * <p>Vector [steps·latent], step by step → image [steps × side × side]: σ(c) after every step, the
 * probability of each pixel to be white.
 *
 * <pre>{@code
 * Layer sampler = new DrawSampler(new DrawNet(64, 2, 5, 256, 100), 28);
 * }</pre>
 *
 * @param net the trained net
 * @param side of its images
 */
public record DrawSampler(DrawNet net, int side) implements Layer {

    /** Refuses an image of less than 2×2. */
    public DrawSampler {
        Objects.requireNonNull(net, "net");
        if (side < 2) {
            throw Check.error(
                    "DrawSampler needs images of 2×2 or more", "side=" + side, "Use 28 for MNIST");
        }
    }

    @Override
    public Shape out(Shape in) {
        int wanted = net.steps() * net.latent();
        if (!in.equals(new Shape.Vector(wanted))) {
            throw Check.error(
                    "DrawSampler needs the numbers of all steps, " + wanted,
                    in,
                    "Draw so many from N(0, 1)");
        }
        return new Shape.Image(net.steps(), side, side);
    }

    @Override
    public Complexity cost(Shape in) {
        out(in);
        long u = net.units();
        long output = u * DrawDecoder.numbers(net, side);
        long writing = (long) net.write() * side * (net.write() + side);
        return new Complexity(
                Parameters.planned(this, in).count(),
                0,
                net.steps() * (4 * u * (net.latent() + u) + output + writing)
                        + (net.read() > 0 ? output : 0));
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        out(in);
        DrawDecoder decoder = new DrawDecoder(net, side, parameters);
        return (z, context) -> {
            DrawDecoder.Run run = decoder.new Run(z.size(0), context);
            DrawDecoder.State state = run.begin();
            Tensor[] canvases = new Tensor[net.steps()];
            for (int t = 0; t < canvases.length; t++) {
                long from = (long) t * net.latent();
                state = run.step(z.narrow(1, from, net.latent()), state);
                canvases[t] = state.canvas().sigmoid();
            }
            return Tensor.stack(1, canvases);
        };
    }
}
