package dev.hearth.zoo.weightnorm;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Tensor;
import java.util.Objects;

/**
 * What a {@link DrawNet} paints of z drawn from N(0, 1) (Gregor et al. 2015, §2.3): its decoder alone,
 * whose parameters have the names that they have there.
 *
 * <p>Vector [steps·latent], step by step → image [steps × side × side]: σ(c) after every step, the
 * chance of each pixel to be white.
 *
 * <pre>{@code
 * Layer sampler = new DrawSampler(new DrawNet(64, 2, 5, 256, 100), 28);
 * }</pre>
 *
 * @param net which was trained
 * @param side of its images
 */
public record DrawSampler(DrawNet net, int side) implements Layer {

    /** Refuses an image of less than 2×2. */
    public DrawSampler {
        Objects.requireNonNull(net, "net");
        if (side < 2) {
            throw new IllegalArgumentException(
                    "DrawSampler needs images of 2×2 or more. Received: side="
                            + side
                            + ". Use 28 for MNIST.");
        }
    }

    @Override
    public Shape out(Shape in) {
        int wanted = net.steps() * net.latent();
        if (!in.equals(new Shape.Vector(wanted))) {
            throw new IllegalArgumentException(
                    "DrawSampler needs the numbers of all steps, "
                            + wanted
                            + ". Received: "
                            + in
                            + ". Draw so many from N(0, 1).");
        }
        return new Shape.Image(net.steps(), side, side);
    }

    @Override
    public Complexity cost(Shape in) {
        out(in);
        long u = net.units();
        long saying = u * DrawDecoder.numbers(net, side);
        long painting = (long) net.write() * side * (net.write() + side);
        return new Complexity(
                Parameters.planned(this, in).count(),
                0,
                net.steps() * (4 * u * (net.latent() + u) + saying + painting)
                        + (net.read() > 0 ? saying : 0));
    }

    @Override
    public Forward build(Shape in, Parameters home) {
        out(in);
        DrawDecoder decoder = new DrawDecoder(net, side, home);
        return (z, pass) -> {
            DrawDecoder.Turn turn = decoder.new Turn(z.size(0), pass);
            DrawDecoder.State painting = turn.begin();
            Tensor[] canvases = new Tensor[net.steps()];
            for (int t = 0; t < canvases.length; t++) {
                long from = (long) t * net.latent();
                painting = turn.step(z.narrow(1, from, net.latent()), painting);
                canvases[t] = painting.canvas().sigmoid();
            }
            return Tensor.stack(1, canvases);
        };
    }
}
