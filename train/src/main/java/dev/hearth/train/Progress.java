package dev.hearth.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far a run is: what a checkpoint stores beside the tensors.
 *
 * @param step updates done
 * @param epoch epochs done
 * @param batch batches done in the running epoch
 * @param sums each player's sum of losses in the running epoch
 * @param history figures of each epoch done
 * @param seconds spent so far, by all processes that worked on the run
 */
public record Progress(
        long step,
        int epoch,
        int batch,
        Map<String, Double> sums,
        List<Map<String, Double>> history,
        double seconds) {

    /** Where a run begins. */
    public static final Progress NONE = new Progress(0, 0, 0, Map.of(), List.of(), 0);

    /** Copies what it is given. */
    public Progress {
        sums = new TreeMap<>(sums);
        history = history.stream().<Map<String, Double>>map(TreeMap::new).toList();
    }

    Progress afterEpoch(Map<String, Double> figures) {
        List<Map<String, Double>> longer = new ArrayList<>(history);
        longer.add(figures);
        return new Progress(step, epoch + 1, 0, Map.of(), longer, seconds);
    }
}
