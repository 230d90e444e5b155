package dev.hearth.export.onnx;

import dev.hearth.nn.fold.FeatureAffine;
import dev.hearth.nn.norm.BatchNorm;
import dev.hearth.nn.norm.MeanOnlyBatchNorm;
import dev.hearth.nn.norm.Scale;
import dev.hearth.zoo.gan.UntiedBias;
import java.util.Arrays;
import java.util.List;

/** Normalisations that no weighted sum before them could take in, and lone biases. */
final class Norms {

    private Norms() {}

    static String batch(BatchNorm letter, Place place, String x) {
        int features = place.in().features();
        float[] ones = new float[features];
        Arrays.fill(ones, 1);
        String scale =
                letter.scale() == Scale.YES
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

    static String meanOnly(MeanOnlyBatchNorm letter, Place place, String x) {
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

    static String untied(UntiedBias letter, Place place, String x) {
        return plus(place, x, place.stored("bias", place.in().batch(1)));
    }

    private static String plus(Place place, String x, String offset) {
        return place.graph().node(place.name("add"), "Add", List.of(x, offset));
    }
}
