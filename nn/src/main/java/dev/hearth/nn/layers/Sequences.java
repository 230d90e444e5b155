package dev.hearth.nn.layers;

import dev.hearth.nn.Shape;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Tensor;

/** Sequences as images of one channel: a row a step. */
final class Sequences {

    private Sequences() {}

    static Shape.Image check(String who, Shape in) {
        Shape.Image image = Shape.image(who, in);
        if (image.channels() != 1) {
            throw Check.error(
                    who + " needs a sequence: an image of one channel, a row a step",
                    in,
                    "Reshape it to 1 × steps × features");
        }
        return image;
    }

    static void units(String who, int units) {
        if (units < 1) {
            throw Check.error(who + " needs at least one unit", "units=" + units, "Use 256");
        }
    }

    static Shape out(Shape.Image in, int units, SequenceOutput output) {
        return output == SequenceOutput.LAST
                ? new Shape.Vector(units)
                : new Shape.Image(1, in.height(), units);
    }

    /** [batch × 1 × steps × in] as [batch × steps × in]. */
    static Tensor steps(Tensor x) {
        return x.widened().contiguous().squeeze(1);
    }

    static Tensor output(Tensor each, SequenceOutput output) {
        return output == SequenceOutput.LAST ? each.select(1, each.size(1) - 1) : each.unsqueeze(1);
    }
}
