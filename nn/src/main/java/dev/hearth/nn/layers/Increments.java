package dev.hearth.nn.layers;

import dev.hearth.tensor.RandomStream;
import java.util.Arrays;

/**
 * What a way to pool asks of the starts s_0 = 0 &lt; s_1 &lt; … of its regions: so many increments of p
 * or p + 1 that sum to so much, where p is the whole part of their mean: 1 for ratios below 2.
 */
record Increments(int in, int out, RegionOverlap windows, RegionConvention convention) {

    /** Whether regions are equally wide, wherever they start. */
    private boolean isPaired() {
        return windows == RegionOverlap.OVERLAPPING && convention == RegionConvention.AUTHOR_CODE;
    }

    /** How many. */
    int count() {
        return isPaired() ? out - 1 : out;
    }

    /** What they sum to. */
    int sum() {
        if (windows == RegionOverlap.DISJOINT) {
            return in;
        }
        return isPaired() ? in - width() : in - 1;
    }

    /** Of such regions: 2, or as many cells as leave none out. */
    private int width() {
        return Math.max(2, (in + out - 1) / out);
    }

    /** The smaller of the increments. */
    private int least() {
        return count() == 0 ? 1 : sum() / count();
    }

    RegionBounds drawn(IncrementDraw draw, RandomStream random) {
        return draw == IncrementDraw.RANDOM ? shuffled(random) : regular(random.nextDouble());
    }

    private RegionBounds shuffled(RandomStream random) {
        int least = least();
        int greater = sum() - least * count();
        int[] increments = new int[count()];
        Arrays.fill(increments, least);
        Arrays.fill(increments, 0, greater, least + 1);
        random.shuffle(increments);
        int[] starts = new int[increments.length + 1];
        for (int i = 0; i < increments.length; i++) {
            starts[i + 1] = starts[i] + increments[i];
        }
        return regions(starts);
    }

    RegionBounds regular(double u) {
        int count = count();
        int sum = sum();
        int p = least();
        int[] starts = new int[count + 1];
        for (int i = 1; i < count; i++) {
            int start = convention == RegionConvention.AUTHOR_CODE ? byCode(i, u) : byFormula(i, u);
            // Where rounding would lead to an increment below p or above p + 1, or past the end.
            int least = Math.max(starts[i - 1] + p, sum - (p + 1) * (count - i));
            int most = Math.min(starts[i - 1] + p + 1, sum - p * (count - i));
            starts[i] = Math.max(least, Math.min(most, start));
        }
        starts[count] = sum;
        return regions(starts);
    }

    /** ⌊(i + u)α⌋ − ⌊uα⌋. */
    private int byCode(int i, double u) {
        double alpha = (double) sum() / count();
        return (int) (Math.floor((i + u) * alpha) - Math.floor(u * alpha));
    }

    /** a_i − 1 = ⌈α(i + (1 − u)/α)⌉ − 1 = ⌈αi − u⌉, with the whole part of αi apart. */
    private int byFormula(int i, double u) {
        long product = (long) sum() * i;
        double rest = (double) (product % count()) / count();
        return (int) (product / count()) + (rest > u ? 1 : 0);
    }

    private RegionBounds regions(int[] starts) {
        int[] ends = new int[out];
        for (int i = 0; i < out; i++) {
            ends[i] =
                    isPaired()
                            ? starts[i] + width()
                            : starts[i + 1] + (windows == RegionOverlap.OVERLAPPING ? 1 : 0);
        }
        return new RegionBounds(Arrays.copyOf(starts, out), ends);
    }
}
