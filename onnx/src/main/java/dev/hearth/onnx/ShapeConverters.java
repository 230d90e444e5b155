package dev.hearth.onnx;

import dev.hearth.nn.Layer;
import dev.hearth.nn.layers.FixedCountDropout;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.nn.layers.Reshape;
import java.util.List;

/** What changes the form of numbers alone, and what does nothing when testing. */
final class ShapeConverters {

    private ShapeConverters() {}

    static String flatten(Flatten letter, ExportContext place, String x) {
        return flat(place, x);
    }

    static String flat(ExportContext place, String x) {
        return place.graph()
                .node(place.name("flatten"), "Flatten", List.of(x), Attribute.whole("axis", 1));
    }

    static String reshape(Reshape letter, ExportContext place, String x) {
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
    static String weaker(FixedCountDropout letter, ExportContext place, String x) {
        float[] kept = {(float) (1 - letter.rate())};
        String factor = place.graph().floats(place.name("kept"), kept);
        return place.graph().node(place.name("mul"), "Mul", List.of(x, factor));
    }

    static String still(Layer letter, ExportContext place, String x) {
        return x;
    }
}
