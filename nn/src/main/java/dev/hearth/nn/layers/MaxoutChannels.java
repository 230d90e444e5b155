package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.CustomGradient;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Check;

/**
 * The greatest of each group of neighbouring features: yⱼ = max(x at j·pieces … j·pieces + pieces −
 * 1). Behind a convolution it makes maxout for images (Goodfellow et al. 2013, §3). The gradient goes
 * to the greatest; equals share it.
 *
 * <p>[channels × height × width] → [channels/pieces × height × width], or vector [features] →
 * [features/pieces].
 *
 * <pre>{@code
 * Layer unit = Layers.sequence(new Linear(480), new MaxoutChannels(2));   // 240 maxout units
 * }</pre>
 *
 * @param pieces features in a group, at least 2
 */
public record MaxoutChannels(int pieces) implements Layer, CustomGradient {

    /** Refuses a maximum over fewer than two. */
    public MaxoutChannels {
        if (pieces < 2) {
            throw Check.error(
                    "MaxoutChannels needs at least two pieces",
                    "pieces=" + pieces,
                    "Leave it out for one");
        }
    }

    @Override
    public Shape out(Shape in) {
        if (in.features() % pieces != 0) {
            throw Check.error(
                    "MaxoutChannels needs a multiple of " + pieces + " features",
                    in.features(),
                    "Let the layer before give units × pieces");
        }
        int units = in.features() / pieces;
        return in instanceof Shape.Image image
                ? new Shape.Image(units, image.height(), image.width())
                : new Shape.Vector(units);
    }

    @Override
    public Complexity cost(Shape in) {
        out(in);
        return Complexity.NONE;
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        out(in);
        return new MaxoutChannelsForward(pieces);
    }
}
