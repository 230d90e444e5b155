package dev.hearth.data.transform;

import dev.hearth.data.Augmentation;
import dev.hearth.data.ImageShape;
import dev.hearth.data.Transform;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.RandomStream;
import java.util.Objects;

/**
 * A random affine map about the image's centre, with bilinear interpolation: out = S·L·in + shift,
 * where S = diag(1 + U(±stretch), 1 + U(±stretch)), its first entry perhaps negated, and L is a slant
 * along x, [1 α; 0 1], or along y, [1 0; α 1], with α = U(±slant), or a rotation by U(±rotation). As in
 * the CIFAR-10 experiment of fractional max-pooling ({@code cifar10big.cpp}).
 *
 * <pre>{@code
 * Augmentation augment = new Chain(new CentrePad(94, 94, 0), RandomAffine.cifar10(0));
 * }</pre>
 *
 * @param stretch greatest relative change of width and of height, below 1
 * @param slant greatest slope of a slant, below 1
 * @param rotation greatest angle in radians
 * @param shift greatest move along each axis in pixels, fractions included
 * @param lean which of slants and rotation happen
 * @param fill the value outside of the image
 */
public record RandomAffine(
        double stretch,
        double slant,
        double rotation,
        double shift,
        ShearAxis lean,
        Flip flip,
        double fill)
        implements Augmentation {

    /** Refuses ranges that could turn the image inside out. */
    public RandomAffine {
        Objects.requireNonNull(lean, "lean");
        Objects.requireNonNull(flip, "flip");
        boolean fine =
                stretch >= 0
                        && stretch < 1
                        && slant >= 0
                        && slant < 1
                        && rotation >= 0
                        && shift >= 0;
        if (!fine) {
            throw Check.error(
                    "Affine needs 0 ≤ stretch < 1, 0 ≤ slant < 1, rotation ≥ 0 and shift ≥ 0",
                    "stretch="
                            + stretch
                            + ", slant="
                            + slant
                            + ", rotation="
                            + rotation
                            + ", shift="
                            + shift,
                    "Both directions are meant already");
        }
    }

    /**
     * Fractional max-pooling's ranges for CIFAR-10: stretch, slant and rotation 0.2, mirrored. The
     * shift of 16 pixels follows the colours there: use {@link RandomShift}.
     *
     * @param fill the value outside of the image
     */
    public static RandomAffine cifar10(double fill) {
        return new RandomAffine(0.2, 0.2, 0.2, 0, ShearAxis.ONE_OF_THREE, Flip.HORIZONTAL, fill);
    }

    @Override
    public ImageShape out(ImageShape in) {
        return in;
    }

    @Override
    public Transform build(ImageShape in) {
        return (source, from, target, to, random) -> {
            double[] map = draw(random);
            double moveX = random.uniform(-shift, shift);
            double moveY = random.uniform(-shift, shift);
            warp(source, from, in, target, to, map, moveX, moveY);
        };
    }

    /** The random map: the entries of its matrix, row by row. */
    double[] draw(RandomStream random) {
        double stretchX = 1 + random.uniform(-stretch, stretch);
        double stretchY = 1 + random.uniform(-stretch, stretch);
        if (flip == Flip.HORIZONTAL && random.nextBoolean()) {
            stretchX = -stretchX;
        }
        int choice = lean == ShearAxis.ONE_OF_THREE ? random.nextInt(3) : 3;
        double[] map = {stretchX, 0, 0, stretchY};
        if (choice == 0 || choice == 3) {
            map = product(map, 1, random.uniform(-slant, slant), 0, 1);
        }
        if (choice == 1 || choice == 3) {
            map = product(map, 1, 0, random.uniform(-slant, slant), 1);
        }
        if (choice == 2 || choice == 3) {
            double angle = random.uniform(-rotation, rotation);
            double cos = StrictMath.cos(angle);
            double sin = StrictMath.sin(angle);
            map = product(map, cos, -sin, sin, cos);
        }
        return map;
    }

    private static double[] product(double[] m, double a, double b, double c, double d) {
        return new double[] {
            m[0] * a + m[1] * c, m[0] * b + m[1] * d, m[2] * a + m[3] * c, m[2] * b + m[3] * d
        };
    }

    /** Looks up, for each pixel of the target, where it came from. */
    void warp(
            float[] source,
            int from,
            ImageShape in,
            float[] target,
            int to,
            double[] map,
            double moveX,
            double moveY) {
        double determinant = map[0] * map[3] - map[1] * map[2];
        double a = map[3] / determinant;
        double b = -map[1] / determinant;
        double c = -map[2] / determinant;
        double d = map[0] / determinant;
        double centreX = (in.width() - 1) / 2.0;
        double centreY = (in.height() - 1) / 2.0;
        int area = in.width() * in.height();
        for (int y = 0; y < in.height(); y++) {
            double v = y - centreY - moveY;
            for (int x = 0; x < in.width(); x++) {
                double u = x - centreX - moveX;
                double sourceX = a * u + b * v + centreX;
                double sourceY = c * u + d * v + centreY;
                int left = (int) Math.floor(sourceX);
                int top = (int) Math.floor(sourceY);
                float partX = (float) (sourceX - left);
                float partY = (float) (sourceY - top);
                int out = to + y * in.width() + x;
                boolean inside =
                        left >= 0 && top >= 0 && left + 1 < in.width() && top + 1 < in.height();
                for (int channel = 0; channel < in.channels(); channel++) {
                    int plane = from + channel * area;
                    target[out + channel * area] =
                            inside
                                    ? blend(source, plane, in, left, top, partX, partY)
                                    : blendAtEdge(source, plane, in, left, top, partX, partY);
                }
            }
        }
    }

    private static float blend(
            float[] source, int plane, ImageShape in, int left, int top, float partX, float partY) {
        int at = plane + top * in.width() + left;
        int next = at + in.width();
        float above = source[at] * (1 - partX) + source[at + 1] * partX;
        float below = source[next] * (1 - partX) + source[next + 1] * partX;
        return above * (1 - partY) + below * partY;
    }

    private float blendAtEdge(
            float[] source, int plane, ImageShape in, int left, int top, float partX, float partY) {
        if (left < -1 || top < -1 || left >= in.width() || top >= in.height()) {
            return (float) fill;
        }
        float above =
                value(source, plane, in, left, top) * (1 - partX)
                        + value(source, plane, in, left + 1, top) * partX;
        float below =
                value(source, plane, in, left, top + 1) * (1 - partX)
                        + value(source, plane, in, left + 1, top + 1) * partX;
        return above * (1 - partY) + below * partY;
    }

    private float value(float[] source, int plane, ImageShape in, int x, int y) {
        boolean inside = x >= 0 && y >= 0 && x < in.width() && y < in.height();
        return inside ? source[plane + y * in.width() + x] : (float) fill;
    }
}
