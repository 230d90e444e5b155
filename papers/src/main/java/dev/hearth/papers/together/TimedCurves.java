package dev.hearth.papers.together;

import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Plot;
import dev.hearth.experiments.PlotFigure;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.papers.together.CombinedArm.Factor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The test error against training time, counted in epochs of the net with none of the ideas, which an idea makes
 * longer or shorter.
 */
record TimedCurves() implements PlotFigure {

    private static final String METRIC = "testError";

    @Override
    public String word() {
        return "test-error";
    }

    @Override
    public String caption() {
        return "Test error against training time, each arm for as long as the whole net by the clock; the band from"
                + " the least to the greatest seed";
    }

    @Override
    public Plot plot(Evidence evidence) {
        List<Plot.Line> lines = new ArrayList<>();
        for (Set<Factor> some : TogetherTime.sets()) {
            List<Trial> trials = evidence.of(CombinedArm.name(some));
            int epochs = trials.stream().mapToInt(run -> run.history().size()).min().orElse(0);
            if (epochs > 0) {
                double step = CombinedArm.step(some);
                lines.add(
                        new Plot.Line(
                                CombinedArm.name(some),
                                IntStream.rangeClosed(1, epochs)
                                        .mapToObj(epoch -> epoch * step)
                                        .toList(),
                                trials.stream().map(run -> errors(run, epochs)).toList()));
            }
        }
        return new Plot(
                "Test error by training time",
                Plot.Across.evenly("time, in epochs of the net with none of the ideas"),
                Measure.TEST_ERROR.unit(),
                CurveFigure.Axis.LINEAR,
                lines);
    }

    private static List<Double> errors(Trial run, int epochs) {
        return run.history().stream()
                .limit(epochs)
                .map(row -> row.getOrDefault(METRIC, Double.NaN))
                .toList();
    }
}
