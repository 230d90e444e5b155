package dev.hearth.train.metric;

import dev.hearth.data.Dataset;
import dev.hearth.tensor.Tensor;

/** Images of a data set as the rows of a matrix, in the order in which they are stored. */
public final class ExampleRows {

    private ExampleRows() {}

    /**
     * All images.
     *
     * @param set what to read
     * @return [size × pixels] on the CPU
     */
    public static Tensor rows(Dataset set) {
        return rows(set, 0, set.size());
    }

    /**
     * Some images that stand side by side.
     *
     * <pre>{@code
     * Tensor firstThousand = ExampleRows.rows(test, 0, 1000);
     * }</pre>
     *
     * @param set what to read
     * @param from the first
     * @param count how many
     * @return [count × pixels] on the CPU
     * @throws IllegalArgumentException if the set does not have them
     */
    public static Tensor rows(Dataset set, int from, int count) {
        if (from < 0 || count < 1 || from > set.size() - count) {
            throw new IllegalArgumentException(
                    "Examples needs images that are among the "
                            + set.size()
                            + " of "
                            + set.name()
                            + ". Received: from="
                            + from
                            + ", count="
                            + count
                            + ". Ask for fewer.");
        }
        int width = set.pixels().count();
        float[] values = new float[Math.multiplyExact(count, width)];
        for (int i = 0; i < count; i++) {
            set.read(from + i, values, i * width);
        }
        return Tensor.of(values, count, width);
    }
}
