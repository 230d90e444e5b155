package dev.hearth.papers.fmp;

import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Plot;
import dev.hearth.experiments.PlotFigure;
import dev.hearth.experiments.claim.Evidence;
import java.util.ArrayList;
import java.util.List;

/**
 * The error against the count of tests, a line for each arm.
 *
 * @param metric what the figures begin with, such as {@code averagedError}
 * @param counts of tests, rising
 */
record TestsFigure(String word, String title, String metric, List<Integer> counts)
        implements PlotFigure {

    @Override
    public String caption() {
        return title
                + " by the count of tests (1 to "
                + counts.get(counts.size() - 1)
                + ", as a power of 2), a line for each arm, the band from the least to the greatest"
                + " seed";
    }

    @Override
    public Plot plot(Evidence evidence) {
        List<Plot.Line> lines = new ArrayList<>();
        for (String arm : evidence.arms()) {
            List<List<Double>> runs =
                    evidence.of(arm).stream()
                            .map(
                                    trial ->
                                            counts.stream()
                                                    .map(n -> trial.metric(metric + n))
                                                    .toList())
                            .filter(errors -> Double.isFinite(errors.get(0)))
                            .toList();
            if (!runs.isEmpty()) {
                lines.add(new Plot.Line(arm, counts.stream().map(n -> (double) n).toList(), runs));
            }
        }
        return new Plot(
                title,
                Plot.Across.doubling("count of tests"),
                "test error (%)",
                CurveFigure.Axis.LINEAR,
                lines);
    }
}
