package dev.hearth.onnx;

import dev.hearth.nn.layers.BatchNorm;
import dev.hearth.nn.layers.BatchNormScale;
import dev.hearth.nn.layers.MeanOnlyBatchNorm;
import dev.hearth.nn.layers.UntiedBias;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Normalisations that no weighted sum before them could absorb, and lone biases. */
final class NormConverters {

    private NormConverters() {}

    static String batch(BatchNorm layer, ExportContext context, String x) {
        int features = context.in().features();
        float[] ones = new float[features];
        Arrays.fill(ones, 1);
        boolean scaled = layer.scale() == BatchNormScale.YES;
        return context.node(
                "BatchNormalization",
                List.of(
                        x,
                        context.constant("scale", scaled ? context.array("scale") : ones, features),
                        context.parameter("shift", features),
                        context.parameter("mean", features),
                        context.parameter("variance", features)),
                OnnxAttribute.real("epsilon", layer.epsilon()));
    }

    static String meanOnly(MeanOnlyBatchNorm layer, ExportContext context, String x) {
        double[] change =
                layer.change(
                                Map.of(
                                        "shift", context.array("shift"),
                                        "mean", context.array("mean")))
                        .offsets();
        float[] offsets = new float[change.length];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = (float) change[i];
        }
        String shift = context.constant("shift", offsets, context.perFeature());
        return context.node("Add", List.of(x, shift));
    }

    static String untied(UntiedBias layer, ExportContext context, String x) {
        String bias = context.parameter("bias", context.in().batch(1));
        return context.node("Add", List.of(x, bias));
    }
}
