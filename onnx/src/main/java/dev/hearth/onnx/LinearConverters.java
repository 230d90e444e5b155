package dev.hearth.onnx;

import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.MaskedLinear;
import dev.hearth.nn.layers.Maxout;
import dev.hearth.nn.layers.MaxoutChannels;
import java.util.ArrayList;
import java.util.List;

/** Fully connected layers: {@code Gemm} with the weights as they lie. */
final class LinearConverters {

    private LinearConverters() {}

    static String linear(Linear letter, ExportContext place, String x) {
        return gemm(place, x, place.array("weight"), letter.units());
    }

    /** The holes are zeros among the weights. */
    static String masked(MaskedLinear letter, ExportContext place, String x) {
        int inputs = letter.from().size();
        float[] weight = place.array("weight").clone();
        for (int i = 0; i < weight.length; i++) {
            if (letter.from().get(i % inputs) > letter.to().get(i / inputs)) {
                weight[i] = 0;
            }
        }
        return gemm(place, x, weight, letter.to().size());
    }

    static String maxout(Maxout letter, ExportContext place, String x) {
        int sums = letter.units() * letter.pieces();
        String pieces = gemm(place, x, place.array("weight"), sums);
        return greatest(place, pieces, new Shape.Vector(sums), letter.pieces());
    }

    static String maxoutChannels(MaxoutChannels letter, ExportContext place, String x) {
        return greatest(place, x, place.in(), letter.pieces());
    }

    private static String gemm(ExportContext place, String x, float[] weight, int units) {
        int inputs = weight.length / units;
        List<String> in = new ArrayList<>();
        in.add(x);
        in.add(place.graph().floats(place.name("weight"), weight, units, inputs));
        if (place.has("bias")) {
            in.add(place.stored("bias", units));
        }
        return place.graph().node(place.name("gemm"), "Gemm", in, Attribute.whole("transB", 1));
    }

    /** The greatest of each group of neighbouring features. */
    private static String greatest(ExportContext place, String x, Shape in, int pieces) {
        Graph graph = place.graph();
        long units = in.features() / pieces;
        // 0 keeps the batch's extent.
        String groups =
                in instanceof Shape.Image image
                        ? graph.longs(
                                place.name("groups"),
                                0,
                                units,
                                pieces,
                                image.height(),
                                image.width())
                        : graph.longs(place.name("groups"), 0, units, pieces);
        String grouped = graph.node(place.name("grouped"), "Reshape", List.of(x, groups));
        return graph.node(
                place.name("greatest"),
                "ReduceMax",
                List.of(grouped),
                Attribute.list("axes", 2),
                Attribute.whole("keepdims", 0));
    }
}
