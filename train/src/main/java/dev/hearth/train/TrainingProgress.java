package dev.hearth.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * How far a run is: what a checkpoint stores beside the tensors.
 *
 * @param step updates done
 * @param epoch epochs done
 * @param batch batches done in the running epoch
 * @param sums each participant's sum of losses in the running epoch
 * @param history figures of each epoch done
 * @param seconds spent so far, by all processes that worked on the run
 */
public record TrainingProgress(
        long step,
        int epoch,
        int batch,
        Map<String, Double> sums,
        List<Map<String, Double>> history,
        double seconds) {

    /** Where a run begins. */
    public static final TrainingProgress NONE =
            new TrainingProgress(0, 0, 0, Map.of(), List.of(), 0);

    /** Copies what it is given, and refuses negative counts. */
    public TrainingProgress {
        if (step < 0 || epoch < 0 || batch < 0 || !(seconds >= 0)) {
            throw new IllegalArgumentException(
                    "Progress needs counts of 0 or more. Received: step="
                            + step
                            + ", epoch="
                            + epoch
                            + ", batch="
                            + batch
                            + ", seconds="
                            + seconds
                            + ". Begin with TrainingProgress.NONE.");
        }
        sums = figures(sums);
        history = history.stream().map(TrainingProgress::figures).toList();
    }

    /**
     * Checks figures.
     *
     * @param given by name
     * @return a copy in order of names, in which no figure is null
     */
    public static Map<String, Double> figures(Map<String, Double> given) {
        Map<String, Double> copy = new TreeMap<>();
        given.forEach(
                (name, value) -> copy.put(name, Objects.requireNonNull(value, () -> "no " + name)));
        return Collections.unmodifiableMap(copy);
    }

    TrainingProgress afterEpoch(Map<String, Double> figures, double spent) {
        List<Map<String, Double>> longer = new ArrayList<>(history);
        longer.add(figures);
        return new TrainingProgress(step, epoch + 1, 0, Map.of(), longer, spent);
    }
}
