package dev.hearth.train.metric;

import dev.hearth.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Mean activations of units, gathered at the taps of a net over any number of batches (Clevert et
 * al. 2015, fig. 2a). A unit is a number of a vector, or a channel of an image.
 */
public final class UnitMeans {

    private final Map<String, double[]> sums = new TreeMap<>();
    private final Map<String, Long> counts = new TreeMap<>();

    /** Fresh, with nothing seen. */
    public UnitMeans() {}

    /**
     * Adds a batch: to be given to a pass as its observer.
     *
     * @param tap its name
     * @param x what flows there, [batch × units …]
     */
    public void observe(String tap, Tensor x) {
        Tensor rows = x.dimensions() == 2 ? x : x.flatten(2).mean(Tensor.Keep.NOTHING, 2);
        double[] batch = rows.sum(Tensor.Keep.NOTHING, 0).toDoubles();
        double[] sum = sums.computeIfAbsent(tap, name -> new double[batch.length]);
        for (int i = 0; i < batch.length; i++) {
            sum[i] += batch[i];
        }
        counts.merge(tap, x.size(0), Long::sum);
    }

    /** The median of the mean activations of all units of all taps: empty if there was no tap. */
    public OptionalDouble median() {
        double[] means =
                sums.entrySet().stream()
                        .flatMapToDouble(
                                entry ->
                                        Arrays.stream(entry.getValue())
                                                .map(sum -> sum / counts.get(entry.getKey())))
                        .sorted()
                        .toArray();
        int n = means.length;
        return n == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((means[(n - 1) / 2] + means[n / 2]) / 2);
    }
}
