package dev.hearth.export.onnx;

import dev.hearth.nn.Flatten;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Reshape;
import dev.hearth.nn.dropout.FixedCountDropout;
import java.util.List;

/** What changes the form of numbers alone, and what does nothing when testing. */
final class Forms {

    private Forms() {}

    static String flatten(Flatten letter, Place place, String x) {
        return flat(place, x);
    }

    static String flat(Place place, String x) {
        return place.graph()
                .node(place.name("flatten"), "Flatten", List.of(x), Attribute.whole("axis", 1));
    }

    static String reshape(Reshape letter, Place place, String x) {
        // 0 keeps the batch's extent.
        String extents =
                place.graph()
                        .longs(
                                place.name("extents"),
                                0,
                                letter.channels(),
                                letter.height(),
                                letter.width());
        return place.graph().node(place.name("reshape"), "Reshape", List.of(x, extents));
    }

    /** A dropout that keeps its features unscaled when training is a factor when testing. */
    static String weaker(FixedCountDropout letter, Place place, String x) {
        float[] kept = {(float) (1 - letter.rate())};
        String factor = place.graph().floats(place.name("kept"), kept);
        return place.graph().node(place.name("mul"), "Mul", List.of(x, factor));
    }

    static String still(Layer letter, Place place, String x) {
        return x;
    }
}
