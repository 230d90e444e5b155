package dev.hearth.train;

import com.fasterxml.jackson.annotation.JsonInclude;
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
 * @param window of the steps that no event has told of yet, a value each by participant (its loss) or
 *     participant/figure, NaN where the participant was not updated, or /rate; empty at the end of a window
 */
public record TrainingProgress(
        long step,
        int epoch,
        int batch,
        Map<String, Double> sums,
        List<Map<String, Double>> history,
        double seconds,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, List<Double>> window) {

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
        // Earlier releases wrote none.
        Map<String, List<Double>> open = new TreeMap<>();
        if (window != null) {
            window.forEach((name, values) -> open.put(name, List.copyOf(values)));
        }
        window = Collections.unmodifiableMap(open);
    }

    /** At the end of a window. */
    public TrainingProgress(
            long step,
            int epoch,
            int batch,
            Map<String, Double> sums,
            List<Map<String, Double>> history,
            double seconds) {
        this(step, epoch, batch, sums, history, seconds, Map.of());
    }

    /** How many of the steps are in the window. */
    int windowSteps() {
        return window.values().stream().mapToInt(List::size).max().orElse(0);
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
