package dev.hearth.train.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The error of a net that draws when it is tested, after n passes with fresh draws: by the greatest
 * mean of the passes' class probabilities, and by majority vote (Graham 2014, §3: votes; the author's
 * code averages). Where votes are equal, the class with the greater mean probability wins, then the
 * lower number. A pass whose row has a NaN has no vote, and mean probabilities with one are wrong.
 *
 * <p>From N passes come ⌊N/n⌋ groups of n that share no pass; the error after n passes is the mean over
 * these groups, which has less spread than one group's. For one thread.
 *
 * <pre>{@code
 * static double percentAfterTwelve(float[][] passes, int[] labels) {
 *     RepeatedError repeats = new RepeatedError(List.of(1, 12), 10);
 *     RepeatedError.Tally tally = repeats.batch(labels);          // for each batch
 *     for (float[] probabilities : passes) {
 *         tally.add(probabilities);                         // for each of its 12 passes
 *     }
 *     return 100 * repeats.averaged(12).mean();
 * }
 * }</pre>
 */
public final class RepeatedError {

    private final int[] counts;
    private final int classes;
    private final int passes;
    private final long[][] wrongAveraged;
    private final long[][] wrongVoted;
    private long examples;
    private boolean whole = true;

    /**
     * Starts with no examples.
     *
     * @param counts after how many passes the error is wanted, each above 0, rising; the last is how
     *     many passes there will be
     * @param classes the count of probabilities for each example
     * @throws IllegalArgumentException if the counts do not rise from 1 or more
     */
    public RepeatedError(List<Integer> counts, int classes) {
        this.counts = counts.stream().mapToInt(Integer::intValue).toArray();
        boolean rising = this.counts.length > 0 && this.counts[0] > 0;
        for (int i = 1; i < this.counts.length; i++) {
            rising &= this.counts[i] > this.counts[i - 1];
        }
        if (!rising || classes < 2) {
            throw new IllegalArgumentException(
                    "Repeats needs counts of passes that rise from 1 or more, and 2 classes or more."
                            + " Received: "
                            + counts
                            + " and "
                            + classes
                            + " classes. Use 1, 12, 100.");
        }
        this.classes = classes;
        this.passes = this.counts[this.counts.length - 1];
        this.wrongAveraged = groups();
        this.wrongVoted = groups();
    }

    private long[][] groups() {
        return Arrays.stream(counts).mapToObj(n -> new long[passes / n]).toArray(long[][]::new);
    }

    /**
     * Doubling counts, with those that a paper reports.
     *
     * @param last how many passes there are, above 0
     * @param also further counts, each at most {@code last}
     * @return 1, 2, 4, … and the others, rising, up to {@code last}
     */
    public static List<Integer> doubling(int last, int... also) {
        TreeSet<Integer> counts = new TreeSet<>();
        for (int n = 1; n <= last; n *= 2) {
            counts.add(n);
        }
        Arrays.stream(also).filter(n -> n <= last).forEach(counts::add);
        counts.add(last);
        return List.copyOf(counts);
    }

    /** How many passes each batch must go through: the last of the counts. */
    public int passes() {
        return passes;
    }

    /**
     * Begins a batch.
     *
     * @param labels from 0 to {@code classes − 1}
     * @return to be given the probabilities of each pass
     * @throws IllegalStateException if the batch before has not had all passes
     */
    public Tally batch(int[] labels) {
        if (!whole) {
            throw new IllegalStateException(
                    "Repeats needs "
                            + passes
                            + " passes for each batch. Received: a next batch before that. Add"
                            + " them all.");
        }
        for (int label : labels) {
            BatchChecks.label("Repeats", classes, label);
        }
        whole = false;
        examples += labels.length;
        return new Tally(labels.clone());
    }

    /** The passes of one batch. */
    public final class Tally {

        private final int[] labels;
        private final double[][] sums;
        private final int[][] votes;
        private int done;

        private Tally(int[] labels) {
            this.labels = labels;
            this.sums = new double[counts.length][labels.length * classes];
            this.votes = new int[counts.length][labels.length * classes];
        }

        /**
         * Adds a pass.
         *
         * @param probabilities one row of {@code classes} for each label, rows one after another
         * @throws IllegalArgumentException if the lengths do not fit
         * @throws IllegalStateException if all passes are done
         */
        public void add(float[] probabilities) {
            BatchChecks.check("Repeats", classes, probabilities, labels);
            if (done == passes) {
                throw new IllegalStateException(
                        "Repeats needs "
                                + passes
                                + " passes for each batch. Received: one more. Begin the next"
                                + " batch.");
            }
            done++;
            for (int c = 0; c < counts.length; c++) {
                for (int row = 0; row < labels.length; row++) {
                    int best = row * classes;
                    boolean isWhole = true;
                    for (int i = row * classes; i < (row + 1) * classes; i++) {
                        sums[c][i] += probabilities[i];
                        isWhole &= !Float.isNaN(probabilities[i]);
                        best = probabilities[i] > probabilities[best] ? i : best;
                    }
                    votes[c][best] += isWhole ? 1 : 0;
                }
                if (done % counts[c] == 0) {
                    close(c, done / counts[c] - 1);
                }
            }
            whole = done == passes;
        }

        private void close(int c, int group) {
            for (int row = 0; row < labels.length; row++) {
                int averaged = row * classes;
                int voted = row * classes;
                boolean isWhole = true;
                for (int i = row * classes; i < (row + 1) * classes; i++) {
                    isWhole &= !Double.isNaN(sums[c][i]);
                    averaged = sums[c][i] > sums[c][averaged] ? i : averaged;
                    boolean more = votes[c][i] > votes[c][voted];
                    boolean equal = votes[c][i] == votes[c][voted];
                    voted = more || equal && sums[c][i] > sums[c][voted] ? i : voted;
                }
                boolean isRight = isWhole && averaged - row * classes == labels[row];
                boolean isVoted = votes[c][voted] > 0 && voted - row * classes == labels[row];
                wrongAveraged[c][group] += isRight ? 0 : 1;
                wrongVoted[c][group] += isVoted ? 0 : 1;
            }
            Arrays.fill(sums[c], 0);
            Arrays.fill(votes[c], 0);
        }
    }

    /**
     * The errors of the groups by averaged probabilities.
     *
     * @param count after how many passes, one of the counts
     * @return a share from 0 to 1 for each group
     */
    public Statistics averaged(int count) {
        return errors(wrongAveraged, count);
    }

    /**
     * The errors of the groups by majority vote.
     *
     * @param count after how many passes, one of the counts
     * @return a share from 0 to 1 for each group
     */
    public Statistics voted(int count) {
        return errors(wrongVoted, count);
    }

    private Statistics errors(long[][] wrong, int count) {
        int c = Arrays.binarySearch(counts, count);
        if (c < 0 || examples == 0 || !whole) {
            throw new IllegalArgumentException(
                    "Repeats knows the error after "
                            + Arrays.toString(counts)
                            + " passes of whole batches. Received: "
                            + count
                            + " after "
                            + examples
                            + " examples. Name that count, and add all passes.");
        }
        return Statistics.of(
                Arrays.stream(wrong[c]).mapToDouble(w -> w / (double) examples).toArray());
    }

    /**
     * All errors as figures in percent: {@code averagedError12}, {@code votedError12} and, over the
     * single passes, {@code passDeviation}: by name.
     */
    public Map<String, Double> figures() {
        Map<String, Double> figures = new TreeMap<>();
        for (int count : counts) {
            figures.put("averagedError" + count, 100 * averaged(count).mean());
            figures.put("votedError" + count, 100 * voted(count).mean());
        }
        if (counts[0] == 1) {
            averaged(1).standardDeviation().ifPresent(d -> figures.put("passDeviation", 100 * d));
        }
        return figures;
    }

    /** The counts whose errors are known: rising. */
    public List<Integer> counts() {
        List<Integer> list = new ArrayList<>();
        Arrays.stream(counts).forEach(list::add);
        return List.copyOf(list);
    }
}
