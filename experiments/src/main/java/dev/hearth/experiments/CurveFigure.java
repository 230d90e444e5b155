package dev.hearth.experiments;

import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A figure of the history by epoch, or by something else that goes on evenly with it: a line for each arm, a band
 * for its seeds.
 *
 * @param word what the file is called
 * @param title above the picture
 * @param metric of the history
 * @param unit along the vertical axis
 * @param axis how that is divided
 * @param arms which are drawn
 * @param across what lies along the horizontal axis
 * @param step how much of that an arm's epoch takes
 */
public record CurveFigure(
        String word,
        String title,
        String metric,
        String unit,
        Axis axis,
        Predicate<String> arms,
        String across,
        ToDoubleFunction<String> step)
        implements PlotFigure {

    /** How the vertical axis is divided. */
    public enum Axis {
        /** Evenly. */
        LINEAR,
        /** By factors. */
        LOGARITHMIC
    }

    /** Of all arms, divided evenly. */
    public static CurveFigure linear(String word, String title, String metric, String unit) {
        return byEpoch(word, title, metric, unit, Axis.LINEAR);
    }

    /** Of all arms, divided by factors. */
    public static CurveFigure logarithmic(String word, String title, String metric, String unit) {
        return byEpoch(word, title, metric, unit, Axis.LOGARITHMIC);
    }

    private static CurveFigure byEpoch(
            String word, String title, String metric, String unit, Axis axis) {
        return new CurveFigure(word, title, metric, unit, axis, arm -> true, "epoch", arm -> 1);
    }

    /** Of some arms. */
    public CurveFigure only(Predicate<String> some) {
        return new CurveFigure(word, title, metric, unit, axis, some, across, step);
    }

    /**
     * Against what an epoch takes, such as time.
     *
     * @param name of the horizontal axis
     * @param epoch how much of it an arm's epoch takes
     */
    public CurveFigure against(String name, ToDoubleFunction<String> epoch) {
        return new CurveFigure(word, title, metric, unit, axis, arms, name, epoch);
    }

    @Override
    public String caption() {
        return title
                + " by "
                + across
                + ", a line for each arm, the band from the least to the greatest seed";
    }

    @Override
    public Plot plot(Evidence evidence) {
        List<Plot.Line> lines = new ArrayList<>();
        for (String arm : evidence.arms()) {
            // One that diverged at once has no curve; it takes none from the others.
            List<Trial> trials =
                    evidence.of(arm).stream()
                            .filter(trial -> !trial.diverged() || !trial.history().isEmpty())
                            .toList();
            if (isShown(arm, trials)) {
                int epochs = trials.stream().mapToInt(t -> t.history().size()).min().orElse(0);
                double each = step.applyAsDouble(arm);
                lines.add(
                        new Plot.Line(
                                arm,
                                IntStream.rangeClosed(1, epochs).mapToObj(n -> n * each).toList(),
                                trials.stream().map(trial -> values(trial, epochs)).toList()));
            }
        }
        return new Plot(title, Plot.Across.evenly(across), unit, axis, lines);
    }

    private boolean isShown(String arm, List<Trial> trials) {
        return arms.test(arm)
                && trials.stream().allMatch(this::has)
                && trials.stream().anyMatch(this::drawable);
    }

    private boolean has(Trial trial) {
        return !trial.history().isEmpty()
                && trial.history().stream().allMatch(row -> row.containsKey(metric));
    }

    /** Whether a line can have a point of it. */
    private boolean drawable(Trial trial) {
        return trial.history().stream().anyMatch(row -> Double.isFinite(row.get(metric)));
    }

    private List<Double> values(Trial trial, int epochs) {
        return trial.history().stream().limit(epochs).map(row -> row.get(metric)).toList();
    }
}
