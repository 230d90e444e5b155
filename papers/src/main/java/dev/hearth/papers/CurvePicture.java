package dev.hearth.papers;

import dev.hearth.train.RunFolder;
import dev.hearth.train.claim.Evidence;
import dev.hearth.train.claim.Trial;
import dev.hearth.train.log.Curves;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A figure of the history by epoch: a line for each arm, a band for its seeds.
 *
 * @param word what the file is called
 * @param title above the picture
 * @param metric of the history
 * @param unit along the vertical axis
 * @param axis how that is divided
 * @param arms which are drawn
 */
public record CurvePicture(
        String word, String title, String metric, String unit, Axis axis, Predicate<String> arms)
        implements Picture {

    /** How the vertical axis is divided. */
    public enum Axis {
        /** Evenly. */
        LINEAR,
        /** By factors. */
        LOGARITHMIC
    }

    /**
     * Of all arms.
     *
     * @param word what the file is called
     * @param title above the picture
     * @param metric of the history
     * @param unit along the vertical axis
     * @param axis how that is divided
     */
    public CurvePicture(String word, String title, String metric, String unit, Axis axis) {
        this(word, title, metric, unit, axis, arm -> true);
    }

    @Override
    public String caption() {
        return title
                + " by epoch, a line for each arm, the band from the least to the greatest seed";
    }

    @Override
    public boolean hasSubject(Evidence evidence) {
        return evidence.arms().stream().anyMatch(arm -> isShown(arm, evidence.of(arm)));
    }

    private boolean isShown(String arm, List<Trial> trials) {
        return arms.test(arm)
                && trials.stream().allMatch(this::has)
                && trials.stream().anyMatch(this::drawable);
    }

    @Override
    public void draw(Evidence evidence, Path file) {
        Curves curves =
                Curves.titled(title)
                        .axes("epoch", unit)
                        .scale(axis == Axis.LINEAR ? Curves.Scale.LINEAR : Curves.Scale.LOGARITHMIC)
                        .band(Curves.Band.RANGE);
        for (String arm : evidence.arms()) {
            List<Trial> trials = evidence.of(arm);
            if (!isShown(arm, trials)) {
                continue;
            }
            int epochs = trials.stream().mapToInt(trial -> trial.history().size()).min().orElse(0);
            double[] at = IntStream.rangeClosed(1, epochs).asDoubleStream().toArray();
            curves =
                    curves.series(
                            arm, at, trials.stream().map(trial -> values(trial, epochs)).toList());
        }
        try {
            curves.write(file);
        } catch (IOException failure) {
            throw RunFolder.unwritable(file.toAbsolutePath().getParent(), failure);
        }
    }

    private boolean has(Trial trial) {
        return !trial.history().isEmpty()
                && trial.history().stream().allMatch(row -> row.containsKey(metric));
    }

    /** Whether a line can have a point of it. */
    private boolean drawable(Trial trial) {
        return trial.history().stream().anyMatch(row -> Double.isFinite(row.get(metric)));
    }

    private double[] values(Trial trial, int epochs) {
        return trial.history().stream()
                .limit(epochs)
                .mapToDouble((Map<String, Double> row) -> row.get(metric))
                .toArray();
    }
}
