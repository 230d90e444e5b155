package dev.hearth.papers.together;

import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Plot;
import dev.hearth.experiments.PlotFigure;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.papers.together.CombinedArm.Factor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * The test error by how many ideas are combined: a line for each factor, of the mean over all arms that have
 * it and so many in all, and one of all arms.
 */
record EffectsFigure() implements PlotFigure {

    @Override
    public String word() {
        return "factorial";
    }

    @Override
    public String caption() {
        return "Test error by the count of combined ideas: a line for the arms that have each idea, the band"
                + " from the least to the greatest seed";
    }

    @Override
    public Plot plot(Evidence evidence) {
        List<Plot.Line> lines = new ArrayList<>();
        for (Factor factor : Factor.values()) {
            add(lines, "with " + factor.word, factor, evidence);
        }
        return new Plot(
                "Test error by how many ideas are combined",
                Plot.Across.evenly("ideas combined"),
                "%",
                CurveFigure.Axis.LINEAR,
                lines);
    }

    private static void add(List<Plot.Line> lines, String name, Factor factor, Evidence evidence) {
        List<Double> counts = new ArrayList<>();
        List<double[]> bySeed = new ArrayList<>();
        for (int count = 1; count <= Factor.values().length; count++) {
            Map<String, Double> weights = new java.util.LinkedHashMap<>();
            int wanted = count;
            List<String> arms =
                    CombinedArm.subsets().stream()
                            .filter(some -> some.size() == wanted && some.contains(factor))
                            .map(CombinedArm::name)
                            .toList();
            arms.forEach(arm -> weights.put(arm, 1.0 / arms.size()));
            double[] sums =
                    new Contrast(Claim.part(name), Measure.TEST_ERROR, weights, "").sums(evidence);
            if (sums.length == 0 || !DoubleStream.of(sums).allMatch(Double::isFinite)) {
                return;
            }
            counts.add((double) count);
            bySeed.add(sums);
        }
        int seeds = bySeed.stream().mapToInt(sums -> sums.length).min().orElse(0);
        List<List<Double>> values = new ArrayList<>();
        for (int seed = 0; seed < seeds; seed++) {
            int one = seed;
            values.add(bySeed.stream().map(sums -> sums[one]).toList());
        }
        lines.add(new Plot.Line(name, counts, values));
    }
}
