package dev.hearth.train.metric;

import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How many samples fell to each mode: to the nearest of some centres, or to the class that a
 * classifier names.
 *
 * <pre>{@code
 * ModeCount modes = ModeCount.ofLabels(labels, 10);
 * int found = modes.covered(0.25);            // with a quarter of their fair share or more
 * }</pre>
 *
 * @param counts samples by mode
 * @param astray samples that belong to none
 */
public record ModeCount(List<Long> counts, long astray) {

    /** Copies the list, and refuses no modes, no samples and counts below 0. */
    public ModeCount {
        counts = List.copyOf(counts);
        boolean sound = astray >= 0 && counts.stream().allMatch(count -> count >= 0);
        if (!sound
                || counts.isEmpty()
                || astray + counts.stream().mapToLong(Long::longValue).sum() == 0) {
            throw new IllegalArgumentException(
                    "ModeCount needs modes, samples and counts of 0 or more. Received: counts="
                            + counts
                            + ", astray="
                            + astray
                            + ". Draw samples first.");
        }
    }

    /**
     * By a classifier's labels.
     *
     * @param labels one a sample
     * @param classes how many there are
     * @return none astray
     * @throws IllegalArgumentException if there are no labels, or one is outside
     */
    public static ModeCount ofLabels(int[] labels, int classes) {
        Long[] counts = new Long[classes];
        Arrays.fill(counts, 0L);
        for (int label : labels) {
            BatchChecks.label("ModeCount", classes, label);
            counts[label]++;
        }
        return new ModeCount(List.of(counts), 0);
    }

    /**
     * By the nearest of some centres.
     *
     * @param samples [n × d]
     * @param centres [modes × d]
     * @param radius how far from its centre a sample may be; three deviations of a mixture's parts,
     *     or infinity
     * @return those further away are astray
     * @throws IllegalArgumentException if widths differ, a sample is not finite or the radius not
     *     above 0
     */
    public static ModeCount ofCentres(Tensor samples, Tensor centres, double radius) {
        if (!(radius > 0)) {
            throw new IllegalArgumentException(
                    "ofCentres needs a radius above 0. Received: radius="
                            + radius
                            + ". Use three deviations, or infinity.");
        }
        long[] counts = new long[Math.toIntExact(centres.size(0))];
        long astray = 0;
        for (NearestExample nearest : NearestExample.of(samples, centres)) {
            if (nearest.distance() <= radius) {
                counts[nearest.index()]++;
            } else {
                astray++;
            }
        }
        List<Long> boxed = new ArrayList<>();
        Arrays.stream(counts).forEach(boxed::add);
        return new ModeCount(boxed, astray);
    }

    /** All samples: with those astray, above 0. */
    public long samples() {
        return astray + counts.stream().mapToLong(Long::longValue).sum();
    }

    /**
     * How many modes have at least a share of what would be theirs if all had the same.
     *
     * @param share of samples/modes; above 0, 1 for the fair share itself
     * @return from 0 to the count of modes
     * @throws IllegalArgumentException if the share is not above 0
     */
    public int covered(double share) {
        if (!(share > 0)) {
            throw new IllegalArgumentException(
                    "covered needs a share above 0. Received: share=" + share + ". Use 0.25.");
        }
        double least = share * samples() / counts.size();
        return (int) counts.stream().filter(count -> count >= least).count();
    }

    /** How many modes have a sample at all: from 0 to the count of modes. */
    public int distinct() {
        return (int) counts.stream().filter(count -> count > 0).count();
    }

    /** The share of all samples that the fullest mode has: from 0 to 1. */
    public double greatestShare() {
        return (double) counts.stream().mapToLong(Long::longValue).max().orElse(0) / samples();
    }

    /** The share of samples that belong to a mode: from 0 to 1. */
    public double nearShare() {
        return 1 - (double) astray / samples();
    }

    /**
     * The entropy of the modes among the samples that belong to one, −Σ p·ln p: in nats, from 0 for
     * a single mode to ln(modes); 0 if no sample belongs to any.
     */
    public double entropy() {
        double near = (double) samples() - astray;
        double sum = 0;
        for (long count : counts) {
            sum -= count == 0 ? 0 : count / near * Math.log(count / near);
        }
        return sum;
    }
}
