package dev.hearth.train.metric;

import java.util.OptionalDouble;

/**
 * How often each class was taken for each other: rows are labels, columns are predictions.
 *
 * <p>The prediction is the class with the greatest logit, the lowest number of equals. A row with a
 * NaN predicts nothing: it is counted as undecided, and as wrong. For one thread; let each thread have
 * its own and {@link #merge} them.
 *
 * <pre>{@code
 * Confusion digits = new Confusion(10);
 * digits.add(logits, labels);
 * long fourAsNine = digits.count(4, 9);
 * }</pre>
 */
public final class Confusion {

    private final int classes;
    private final long[] counts;
    private final long[] undecided;

    /**
     * Starts with no examples.
     *
     * @param classes the count of classes, at least 1
     * @throws IllegalArgumentException if there are none
     */
    public Confusion(int classes) {
        if (classes < 1) {
            throw new IllegalArgumentException(
                    "Confusion needs at least one class. Received: "
                            + classes
                            + ". Give the count of classes.");
        }
        this.classes = classes;
        this.counts = new long[Math.multiplyExact(classes, classes)];
        this.undecided = new long[classes];
    }

    /**
     * Adds a batch.
     *
     * @param logits one row of {@code classes} numbers for each label, rows one after another
     * @param labels from 0 to {@code classes − 1}
     * @throws IllegalArgumentException if the lengths do not fit or a label is outside
     */
    public void add(float[] logits, int[] labels) {
        BatchChecks.check("Confusion", classes, logits, labels);
        for (int row = 0; row < labels.length; row++) {
            int best = 0;
            boolean number = true;
            for (int c = 0; c < classes; c++) {
                float logit = logits[row * classes + c];
                number &= !Float.isNaN(logit);
                best = logit > logits[row * classes + best] ? c : best;
            }
            if (number) {
                counts[labels[row] * classes + best]++;
            } else {
                undecided[labels[row]]++;
            }
        }
    }

    /**
     * Adds examples that were counted before.
     *
     * @param label what they were
     * @param prediction what they were taken for
     * @param examples how many, at least 0
     * @throws IllegalArgumentException if a class is outside, or the count below 0
     */
    public void add(int label, int prediction, long examples) {
        BatchChecks.label("Confusion", classes, label);
        BatchChecks.label("Confusion", classes, prediction);
        if (examples < 0) {
            throw new IllegalArgumentException(
                    "Confusion needs a count of examples. Received: "
                            + examples
                            + ". Give 0 or more.");
        }
        counts[label * classes + prediction] += examples;
    }

    /**
     * Adds what another has counted.
     *
     * @param other of as many classes; it is left as it is
     * @throws IllegalArgumentException if its classes are not as many
     */
    public void merge(Confusion other) {
        if (other.classes != classes) {
            throw new IllegalArgumentException(
                    "Confusion needs a partner of "
                            + classes
                            + " classes. Received: "
                            + other.classes
                            + ". Merge equals only.");
        }
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        for (int i = 0; i < classes; i++) {
            undecided[i] += other.undecided[i];
        }
    }

    /**
     * How often one class was taken for another.
     *
     * @param label what it was
     * @param prediction what it was taken for
     * @return at least 0
     * @throws IllegalArgumentException if a class is outside
     */
    public long count(int label, int prediction) {
        BatchChecks.label("Confusion", classes, label);
        BatchChecks.label("Confusion", classes, prediction);
        return counts[label * classes + prediction];
    }

    /**
     * How many examples of a class had a NaN among their logits.
     *
     * @param label the class
     * @return at least 0
     * @throws IllegalArgumentException if the class is outside
     */
    public long undecided(int label) {
        BatchChecks.label("Confusion", classes, label);
        return undecided[label];
    }

    /** The count of examples: with the undecided. */
    public long examples() {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        for (long count : undecided) {
            sum += count;
        }
        return sum;
    }

    /** The share of examples that were taken for what they are: from 0 to 1; empty without examples. */
    public OptionalDouble accuracy() {
        long right = 0;
        for (int c = 0; c < classes; c++) {
            right += counts[c * classes + c];
        }
        return share(right, examples());
    }

    /**
     * The share of a class's examples that were found.
     *
     * @param label the class
     * @return from 0 to 1; empty if the class had no examples
     * @throws IllegalArgumentException if the class is outside
     */
    public OptionalDouble recall(int label) {
        long all = undecided(label);
        for (int c = 0; c < classes; c++) {
            all += count(label, c);
        }
        return share(count(label, label), all);
    }

    /**
     * The share of what was taken for a class that is of it.
     *
     * @param prediction the class
     * @return from 0 to 1; empty if nothing was taken for it
     * @throws IllegalArgumentException if the class is outside
     */
    public OptionalDouble precision(int prediction) {
        long all = 0;
        for (int c = 0; c < classes; c++) {
            all += count(c, prediction);
        }
        return share(count(prediction, prediction), all);
    }

    private static OptionalDouble share(long part, long all) {
        return all == 0 ? OptionalDouble.empty() : OptionalDouble.of(part / (double) all);
    }
}
