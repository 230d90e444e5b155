package dev.hearth.onnx;

import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.MaskedLinear;
import dev.hearth.nn.layers.Maxout;
import dev.hearth.nn.layers.MaxoutChannels;
import java.util.ArrayList;
import java.util.List;

/** Fully connected layers: {@code Gemm} with the transposed weight, [units × inputs]. */
final class LinearConverters {

    private LinearConverters() {}

    static String linear(Linear layer, ExportContext context, String x) {
        return gemm(context, x, context.array("weight"), layer.units());
    }

    /** Masked weights become zeros. */
    static String masked(MaskedLinear layer, ExportContext context, String x) {
        int inputs = layer.from().size();
        float[] weight = context.array("weight");
        for (int i = 0; i < weight.length; i++) {
            if (layer.from().get(i % inputs) > layer.to().get(i / inputs)) {
                weight[i] = 0;
            }
        }
        return gemm(context, x, weight, layer.to().size());
    }

    static String maxout(Maxout layer, ExportContext context, String x) {
        int sums = layer.units() * layer.pieces();
        String pieces = gemm(context, x, context.array("weight"), sums);
        return groupMax(context, pieces, new Shape.Vector(sums), layer.pieces());
    }

    static String maxoutChannels(MaxoutChannels layer, ExportContext context, String x) {
        return groupMax(context, x, context.in(), layer.pieces());
    }

    private static String gemm(ExportContext context, String x, float[] weight, int units) {
        List<String> inputs = new ArrayList<>();
        inputs.add(x);
        inputs.add(context.constant("weight", weight, units, weight.length / units));
        if (context.has("bias")) {
            inputs.add(context.parameter("bias", units));
        }
        return context.node("Gemm", inputs, OnnxAttribute.integer("transB", 1));
    }

    /** The maximum of each group of neighbouring features. */
    private static String groupMax(ExportContext context, String x, Shape in, int pieces) {
        long units = in.features() / pieces;
        // 0 keeps the batch's extent.
        String extents =
                in instanceof Shape.Image image
                        ? context.integers(
                                "groups", 0, units, pieces, image.height(), image.width())
                        : context.integers("groups", 0, units, pieces);
        return context.node(
                "ReduceMax",
                List.of(context.node("Reshape", List.of(x, extents))),
                OnnxAttribute.integers("axes", 2),
                OnnxAttribute.integer("keepdims", 0));
    }
}
