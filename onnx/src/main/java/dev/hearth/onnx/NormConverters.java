package dev.hearth.onnx;

import dev.hearth.nn.FeatureAffine;
import dev.hearth.nn.layers.BatchNorm;
import dev.hearth.nn.layers.BatchNormScale;
import dev.hearth.nn.layers.MeanOnlyBatchNorm;
import dev.hearth.nn.layers.UntiedBias;
import java.util.Arrays;
import java.util.List;

/** Normalisations that no weighted sum before them could take in, and lone biases. */
final class NormConverters {

    private NormConverters() {}

    static String batch(BatchNorm letter, ExportContext place, String x) {
        int features = place.in().features();
        float[] ones = new float[features];
        Arrays.fill(ones, 1);
        String scale =
                letter.scale() == BatchNormScale.YES
                        ? place.stored("scale", features)
                        : place.graph().floats(place.name("scale"), ones, features);
        return place.graph()
                .node(
                        place.name("batchNormalization"),
                        "BatchNormalization",
                        List.of(
                                x,
                                scale,
                                place.stored("shift", features),
                                place.stored("mean", features),
                                place.stored("variance", features)),
                        Attribute.real("epsilon", letter.epsilon()));
    }

    static String meanOnly(MeanOnlyBatchNorm letter, ExportContext place, String x) {
        FeatureAffine.Change change =
                letter.change(
                        java.util.Map.of(
                                "shift", place.array("shift"), "mean", place.array("mean")));
        float[] offsets = new float[change.offsets().length];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = (float) change.offsets()[i];
        }
        return plus(
                place, x, place.graph().floats(place.name("shift"), offsets, place.eachFeature()));
    }

    static String untied(UntiedBias letter, ExportContext place, String x) {
        return plus(place, x, place.stored("bias", place.in().batch(1)));
    }

    private static String plus(ExportContext place, String x, String offset) {
        return place.graph().node(place.name("add"), "Add", List.of(x, offset));
    }
}
