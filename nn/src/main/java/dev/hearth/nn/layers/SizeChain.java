package dev.hearth.nn.layers;

import dev.hearth.tensor.Check;
import java.util.ArrayList;
import java.util.List;

/**
 * The sizes through which a net of 2×2 convolutions and fractional max-pools goes, counted backwards
 * from 1 as the author's programs do (SparseConvNet): a pool with n cells behind it has ⌊αn + ½⌋
 * before it, and one more where that is n itself.
 *
 * <pre>{@code
 * List<Integer> sizes = SizeChain.of(Math.sqrt(2), 6);   // 36, 35, 25, 24, …, 4, 3, 2, 1
 * }</pre>
 */
public final class SizeChain {

    private SizeChain() {}

    static void refuse(double ratio) {
        if (!(ratio > 1) || ratio == Math.rint(ratio)) {
            throw Check.error(
                    "FractionalMaxPool2d needs a ratio above 1 that is not whole",
                    "ratio=" + ratio,
                    "Use MaxPool2d for 2, 3, …");
        }
    }

    /**
     * The size before a pool.
     *
     * @param ratio α, above 1 and not whole
     * @param out the size behind it, above 0
     * @return above {@code out}
     */
    public static int before(double ratio, int out) {
        refuse(ratio);
        if (out < 1 || out > Integer.MAX_VALUE / 2) {
            throw Check.error(
                    "SizeChain.before needs a size above 0 and below 2³⁰",
                    out,
                    "Use 1 for the end of a net");
        }
        double cells = Math.floor(ratio * out + 0.5);
        if (cells > Integer.MAX_VALUE) {
            throw Check.error(
                    "SizeChain.before needs a size before the pool below 2³¹",
                    "ratio=" + ratio + ", size=" + out,
                    "Use a smaller ratio");
        }
        return (int) Math.max(cells, out + 1);
    }

    /**
     * The size behind a pool: the least from which {@link #before} leads to at least {@code in}.
     *
     * @param ratio α, above 1 and not whole
     * @param in the size before it, above 1
     * @return n with n &lt; in, and {@code after(before(n)) = n}
     */
    public static int after(double ratio, int in) {
        refuse(ratio);
        if (in < 2) {
            throw Check.error(
                    "FractionalMaxPool2d needs at least 2 cells on each axis",
                    in,
                    "Begin with a larger image, or pool less often");
        }
        int out = Math.max(1, (int) Math.floor((in - 1) / ratio) - 1);
        while (before(ratio, out) < in) {
            out++;
        }
        return out;
    }

    /**
     * The sizes of (C2 − FMP)×levels − C2, from the image to 1: the image, behind the first
     * convolution, behind the first pool, and so on.
     *
     * @param ratio α, above 1 and not whole
     * @param levels count of pools, 0 or more
     * @return 2·levels + 2 sizes, falling
     */
    public static List<Integer> of(double ratio, int levels) {
        refuse(ratio);
        if (levels < 0) {
            throw Check.error(
                    "SizeChain.of needs at least 0 levels",
                    "levels=" + levels,
                    "Give the count of pools");
        }
        List<Integer> sizes = new ArrayList<>(List.of(2, 1));
        for (int level = 0; level < levels; level++) {
            int pooled = before(ratio, sizes.get(0));
            sizes.add(0, pooled);
            sizes.add(0, pooled + 1);
        }
        return List.copyOf(sizes);
    }
}
