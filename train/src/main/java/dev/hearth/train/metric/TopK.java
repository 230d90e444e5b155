package dev.hearth.train.metric;

/**
 * The share of examples whose label is not among the k classes with the greatest logits: top-1 error
 * for k = 1, top-5 error for k = 5.
 *
 * <p>Of classes with equal logits the one with the lower number comes first. A row with a NaN is
 * wrong. For one thread; let each thread have its own and {@link #merge} them.
 *
 * <pre>{@code
 * TopK topFive = new TopK(5, 1000);
 * topFive.add(logits, labels);          // a batch, as often as there are batches
 * double percent = 100 * topFive.error();
 * }</pre>
 */
public final class TopK {

    private final int k;
    private final int classes;
    private long examples;
    private long wrong;

    /**
     * Starts with no examples.
     *
     * @param k how many guesses there are, from 1 to {@code classes}
     * @param classes the count of logits for each example
     * @throws IllegalArgumentException if {@code k} is outside
     */
    public TopK(int k, int classes) {
        if (k < 1 || k > classes) {
            throw new IllegalArgumentException(
                    "TopK needs 1 ≤ k ≤ classes. Received: k="
                            + k
                            + ", classes="
                            + classes
                            + ". Use k=1 for the usual error.");
        }
        this.k = k;
        this.classes = classes;
    }

    /**
     * Adds a batch.
     *
     * @param logits one row of {@code classes} numbers for each label, rows one after another
     * @param labels from 0 to {@code classes − 1}
     * @throws IllegalArgumentException if the lengths do not fit or a label is outside
     */
    public void add(float[] logits, int[] labels) {
        BatchChecks.check("TopK", classes, logits, labels);
        for (int row = 0; row < labels.length; row++) {
            wrong += right(logits, row * classes, labels[row]) ? 0 : 1;
        }
        examples += labels.length;
    }

    private boolean right(float[] logits, int start, int label) {
        float own = logits[start + label];
        int ahead = 0;
        for (int c = 0; c < classes; c++) {
            float other = logits[start + c];
            if (Float.isNaN(other)) {
                return false;
            }
            ahead += other > own || other == own && c < label ? 1 : 0;
        }
        return ahead < k;
    }

    /**
     * Adds what another has counted.
     *
     * @param other of the same k and classes; it is left as it is
     * @throws IllegalArgumentException if it counts something else
     */
    public void merge(TopK other) {
        if (other.k != k || other.classes != classes) {
            throw new IllegalArgumentException(
                    "TopK needs a partner of k="
                            + k
                            + ", classes="
                            + classes
                            + ". Received: k="
                            + other.k
                            + ", classes="
                            + other.classes
                            + ". Merge equals only.");
        }
        examples += other.examples;
        wrong += other.wrong;
    }

    /** The count of examples so far: at least 0. */
    public long examples() {
        return examples;
    }

    /**
     * The count of examples whose label was not among the first k.
     *
     * @return at most {@link #examples}
     */
    public long wrong() {
        return wrong;
    }

    /**
     * The error so far.
     *
     * @return a share from 0 to 1
     * @throws IllegalStateException if there were no examples
     */
    public double error() {
        if (examples == 0) {
            throw new IllegalStateException(
                    "error needs examples. Received: none. Add a batch first.");
        }
        return wrong / (double) examples;
    }
}
