package dev.hearth.papers.inception;

import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Plot;
import dev.hearth.experiments.PlotFigure;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The variance behind each block, a line for each scale. */
record DepthFigure() implements PlotFigure {

    private static final String METRIC = "variance";

    @Override
    public String word() {
        return "variance-by-depth";
    }

    @Override
    public String caption() {
        return "Variance behind each of the 20 blocks of an untrained Inception-ResNet-v2, a line for"
                + " each scale of the residuals, the band from the least to the greatest seed";
    }

    @Override
    public Plot plot(Evidence evidence) {
        List<Plot.Line> lines = new ArrayList<>();
        for (String arm : evidence.arms()) {
            List<List<Double>> seeds =
                    evidence.of(arm).stream()
                            .map(DepthFigure::variances)
                            .filter(values -> !values.isEmpty())
                            .toList();
            if (!seeds.isEmpty()) {
                int blocks = seeds.get(0).size();
                lines.add(
                        new Plot.Line(
                                arm,
                                IntStream.rangeClosed(1, blocks).mapToObj(n -> (double) n).toList(),
                                seeds));
            }
        }
        return new Plot(
                "Variance of activations by depth, before training",
                Plot.Across.evenly("block"),
                "variance",
                CurveFigure.Axis.LOGARITHMIC,
                lines);
    }

    private static List<Double> variances(Trial trial) {
        return trial.metrics().entrySet().stream()
                .filter(entry -> entry.getKey().matches(METRIC + "\\d+"))
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .toList();
    }
}
