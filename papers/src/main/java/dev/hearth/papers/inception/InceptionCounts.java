package dev.hearth.papers.inception;

import dev.hearth.experiments.Job;
import dev.hearth.experiments.MeasurementJob;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Plan;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Stages;
import dev.hearth.train.recipe.Budget;
import dev.hearth.zoo.inception.InceptionResNetV1;
import dev.hearth.zoo.inception.InceptionResNetV2;
import dev.hearth.zoo.inception.InceptionResNetV2Released;
import dev.hearth.zoo.inception.InceptionV4;
import dev.hearth.zoo.inception.InceptionV4Released;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The nets' stages, parameters and multiply-adds at 3×299×299, against the figures' shapes and a
 * count made elsewhere (INC-1).
 */
public final class InceptionCounts extends PaperExperiment {

    private static final Shape IN = new Shape.Image(3, 299, 299);

    /** A net and what it must come to. */
    private record Expected(
            String name, Layer net, long parameters, long megaMultiplyAdds, List<Shape> stages) {}

    private static Shape image(int channels, int side) {
        return new Shape.Image(channels, side, side);
    }

    private static List<Expected> expected() {
        List<Shape> v4 = List.of(image(384, 35), image(1024, 17), image(1536, 8));
        return List.of(
                new Expected("v4", InceptionV4.asPublished(), 42_679_816, 12_254, v4),
                new Expected(
                        "v4Released", InceptionV4Released.asPublished(), 42_679_816, 12_254, v4),
                new Expected(
                        "resNetV1",
                        InceptionResNetV1.asPublished(),
                        22_756_328,
                        6_206,
                        List.of(image(256, 35), image(896, 17), image(1792, 8))),
                new Expected(
                        "resNetV2",
                        InceptionResNetV2.asPublished(),
                        32_433_928,
                        9_258,
                        List.of(image(384, 35), image(1152, 17), image(2144, 8))),
                new Expected(
                        "resNetV2Released",
                        InceptionResNetV2Released.asPublished(),
                        55_843_464,
                        13_156,
                        List.of(image(320, 35), image(1088, 17), image(2080, 8))));
    }

    public InceptionCounts() {
        super("inception/counts", "the nets' stages, parameters and multiply-adds");
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        Map<String, Double> bounds =
                Map.of("parametersOff", 0.0, "megaMultiplyAddsOff", 0.5, "stagesMissing", 0.0);
        Job job = new MeasurementJob(name(), "nets", 1, budget, 0.01, (seed, device) -> measure());
        return new Plan(
                "Inception-v4, Inception-ResNet-v1 and -v2 as printed, the two released nets, at"
                        + " 3×299×299 with 1000 classes",
                "",
                List.of(job),
                List.of(InceptionClaims.COUNTS.bounded(bounds)),
                List.of());
    }

    /** The counts of each net, and over all nets how far they are off. */
    private static Map<String, Double> measure() {
        Map<String, Double> figures = new TreeMap<>();
        for (Expected net : expected()) {
            var cost = net.net().cost(IN);
            List<Shape> missing = new ArrayList<>(net.stages());
            Stages.of(net.net(), IN, Stages.Detail.STAGES)
                    .rows()
                    .forEach(row -> missing.remove(row.out()));
            figures.put(net.name() + "Parameters", (double) cost.parameters());
            figures.put(net.name() + "MultiplyAdds", (double) cost.multiplyAdds());
            figures.merge(
                    "parametersOff",
                    (double) Math.abs(cost.parameters() - net.parameters()),
                    Math::max);
            figures.merge(
                    "megaMultiplyAddsOff",
                    Math.abs(cost.multiplyAdds() / 1e6 - net.megaMultiplyAdds()),
                    Math::max);
            figures.merge("stagesMissing", (double) missing.size(), Double::sum);
        }
        return figures;
    }
}
