package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Check;

/**
 * Lays numbers out as an image, channel by channel, row by row: what undoes {@link Flatten}.
 *
 * <p>Anything with channels·height·width numbers → image [channels × height × width].
 *
 * <pre>{@code
 * Layer begins = Layers.sequence(Layers.linear(128 * 8 * 8), new Reshape(128, 8, 8));
 * }</pre>
 *
 * @param channels above 0
 * @param height rows, above 0
 * @param width columns, above 0
 */
public record Reshape(int channels, int height, int width) implements Layer {

    /** Refuses an image with nothing in it. */
    public Reshape {
        new Shape.Image(channels, height, width);
    }

    @Override
    public Shape out(Shape in) {
        Shape.Image image = new Shape.Image(channels, height, width);
        if (in.count() != image.count()) {
            throw Check.error(
                    "Reshape needs as many numbers as its image of "
                            + image
                            + " holds, "
                            + image.count(),
                    in.count() + " in " + in,
                    "Put a Linear with " + image.count() + " units before it");
        }
        return image;
    }

    @Override
    public Complexity cost(Shape in) {
        out(in);
        return Complexity.NONE;
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        Shape image = out(in);
        return (x, pass) -> x.reshape(image.batch(x.size(0)));
    }
}
