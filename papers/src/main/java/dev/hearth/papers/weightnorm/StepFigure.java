package dev.hearth.papers.weightnorm;

import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Plot;
import dev.hearth.experiments.PlotFigure;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A figure by step, a line for each arm; the runs have it as {@code METRIC 0001}, {@code METRIC 0002},
 * ….
 *
 * @param word what the file is called
 * @param title above the picture
 * @param metric what the names of the figures begin with
 * @param unit along the vertical axis
 */
record StepFigure(String word, String title, String metric, String unit) implements PlotFigure {

    /** What a figure is called at a step. */
    static String figure(String metric, int step) {
        return String.format(Locale.ROOT, "%s %04d", metric, step);
    }

    @Override
    public String caption() {
        return title
                + " by step (as a power of 2), a line for each arm, the band from the least to the"
                + " greatest seed";
    }

    @Override
    public Plot plot(Evidence evidence) {
        List<Plot.Line> lines = new ArrayList<>();
        for (String arm : evidence.arms()) {
            List<Trial> trials = evidence.of(arm);
            List<String> names =
                    trials.stream()
                            .flatMap(trial -> trial.metrics().keySet().stream())
                            .filter(name -> name.matches(metric + " \\d+"))
                            .distinct()
                            .sorted()
                            .toList();
            List<List<Double>> runs =
                    trials.stream()
                            .map(trial -> names.stream().map(trial::metric).toList())
                            .filter(values -> values.stream().anyMatch(Double::isFinite))
                            .toList();
            if (!runs.isEmpty()) {
                lines.add(
                        new Plot.Line(
                                arm,
                                names.stream().map(name -> (double) step(name)).toList(),
                                runs));
            }
        }
        return new Plot(
                title, Plot.Across.doubling("step"), unit, CurveFigure.Axis.LOGARITHMIC, lines);
    }

    private int step(String name) {
        return Integer.parseInt(name.substring(metric.length() + 1));
    }
}
