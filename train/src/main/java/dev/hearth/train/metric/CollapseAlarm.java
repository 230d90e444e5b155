package dev.hearth.train.metric;

import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import java.util.Locale;
import java.util.Optional;

/**
 * Says when a generator makes only few of the images that there are (Goodfellow et al. 2014, §6: "the
 * Helvetica scenario", in which too many values of z collapse to one x).
 *
 * <pre>{@code
 * CollapseAlarm alarm = CollapseAlarm.usual();
 * alarm.ofModes(ModeCount.ofLabels(labels, 10)).ifPresent(System.err::println);
 * alarm.ofSpread(samples, images).ifPresent(System.err::println);
 * }</pre>
 *
 * @param leastCovered of all modes, the share that must be there, from 0 to 1
 * @param fairShare what a mode needs of its fair share to be there, above 0
 * @param greatestShare of all samples that one mode may have, from 0 to 1
 * @param leastSpread of the data's variance that the samples' must reach, 0 or more
 */
public record CollapseAlarm(
        double leastCovered, double fairShare, double greatestShare, double leastSpread) {

    /** Refuses bounds that no samples could keep or break. */
    public CollapseAlarm {
        boolean sound =
                leastCovered >= 0
                        && leastCovered <= 1
                        && fairShare > 0
                        && greatestShare >= 0
                        && greatestShare <= 1
                        && leastSpread >= 0;
        if (!sound) {
            throw new IllegalArgumentException(
                    "CollapseAlarm needs shares from 0 to 1 and a fairShare above 0. Received:"
                            + " leastCovered="
                            + leastCovered
                            + ", fairShare="
                            + fairShare
                            + ", greatestShare="
                            + greatestShare
                            + ", leastSpread="
                            + leastSpread
                            + ". Use CollapseAlarm.usual().");
        }
    }

    /**
     * Rings when fewer than three quarters of the modes have a quarter of their fair share, when
     * one mode has more than half of all samples, or when the samples' variance is below half of
     * the data's: the bounds are ours.
     */
    public static CollapseAlarm usual() {
        return new CollapseAlarm(0.75, 0.25, 0.5, 0.5);
    }

    /**
     * Looks at the modes.
     *
     * @param modes of some samples
     * @return what is wrong, if something is
     */
    public Optional<String> ofModes(ModeCount modes) {
        int wanted = (int) Math.ceil(leastCovered * modes.counts().size());
        int covered = modes.covered(fairShare);
        if (covered < wanted) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "A generator needs %d of %d modes. Received: %d with %.2f of their fair"
                                    + " share. Look at the samples: they have collapsed.",
                            wanted,
                            modes.counts().size(),
                            covered,
                            fairShare));
        }
        if (modes.greatestShare() > greatestShare) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "A generator needs modes with at most %.2f of all samples each. Received:"
                                    + " one with %.2f. Look at the samples: they have collapsed.",
                            greatestShare,
                            modes.greatestShare()));
        }
        return Optional.empty();
    }

    /**
     * Looks at how far samples lie apart, without any classes.
     *
     * @param samples [n × …], two or more
     * @param data [m × …], real images
     * @return what is wrong, if something is
     * @throws IllegalArgumentException if widths differ or something is not finite
     */
    public Optional<String> ofSpread(Tensor samples, Tensor data) {
        double ratio = spread(samples) / spread(data);
        if (ratio < leastSpread) {
            return Optional.of(
                    String.format(
                            Locale.ROOT,
                            "A generator needs at least %.2f of the data's variance. Received: %.2g of"
                                    + " it. Look at the samples: they have collapsed.",
                            leastSpread,
                            ratio));
        }
        return Optional.empty();
    }

    /**
     * The variance of rows, summed over their numbers: half the mean square of the distance between
     * two of them.
     *
     * @param images [n × …], two or more
     * @return 0 if all are the same
     * @throws IllegalArgumentException if something is not finite
     */
    public static double spread(Tensor images) {
        try (var quiet = NoGrad.open();
                var scope = Scope.open()) {
            Tensor rows = SquaredDistances.flat("spread", images);
            SquaredDistances.finite("spread", rows);
            return rows.variance(Tensor.Keep.NOTHING, 0).sum().item();
        }
    }
}
