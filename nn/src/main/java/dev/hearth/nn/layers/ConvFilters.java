package dev.hearth.nn.layers;

import dev.hearth.nn.Initializer;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.HeNormal;
import dev.hearth.tensor.Check;

/** What both convolutions ask of their filters and groups, and how they print them. */
final class ConvFilters {

    private ConvFilters() {}

    static void check(String who, int filters, int groups) {
        if (filters < 1 || groups < 1 || filters % groups != 0) {
            throw Check.error(
                    who + " needs at least one filter in each group, and as many in each",
                    "filters=" + filters + ", groups=" + groups,
                    "Give a multiple of the groups, or 1 group");
        }
    }

    static Shape.Image image(String who, Shape in, int groups) {
        Shape.Image image = Shape.image(who, in);
        if (image.channels() % groups != 0) {
            throw Check.error(
                    who + " needs channels that divide into its " + groups + " groups",
                    "an image of " + in,
                    "Give a multiple of the groups, or 1 group");
        }
        return image;
    }

    /** What differs from the short constructor. */
    static String tail(int groups, Bias bias, Initializer weights, Initializer biases) {
        return (groups == 1 ? "" : ", groups " + groups)
                + (bias == Bias.YES ? "" : ", no bias")
                + (weights.equals(new HeNormal()) ? "" : ", weights " + weights)
                + (biases.equals(Constant.ZERO) ? "" : ", biases " + biases);
    }
}
