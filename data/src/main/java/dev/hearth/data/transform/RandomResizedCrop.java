package dev.hearth.data.transform;

import dev.hearth.data.ImageShape;
import dev.hearth.data.RandomCrop;
import dev.hearth.data.Transform;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.RandomStream;
import java.util.Objects;

/**
 * A rectangle of random area and proportions at a random place, enlarged or reduced to a square, then
 * perhaps mirrored: how GoogLeNet and its successors are trained on ImageNet (Szegedy et al. 2015, §6: 8 % to
 * 100 % of the area, proportions from 3/4 to 4/3). Area is drawn evenly, the proportion evenly in its
 * logarithm; a rectangle that does not fit is drawn again, ten times, and then is the whole image.
 *
 * <p>Of pictures in a folder the rectangle is drawn in the original picture, which is resampled once, by
 * the kernel of the folder's {@link InputSpec}; before November 2026 it was drawn in a square of the
 * already resized picture. Elsewhere values between pixels are interpolated bilinearly.
 *
 * <pre>{@code
 * Augmentation augment = RandomResizedCrop.googLeNet(299);
 * }</pre>
 *
 * @param leastArea the smallest rectangle as a part of the image, above 0, at most 1
 * @param proportion the greatest ratio of the sides, 1 or more
 */
public record RandomResizedCrop(int size, double leastArea, double proportion, Flip flip)
        implements RandomCrop {

    private static final int TRIES = 10;

    /** Refuses an empty result and ranges that no rectangle has. */
    public RandomResizedCrop {
        Objects.requireNonNull(flip, "flip");
        boolean fine =
                size > 0
                        && leastArea > 0
                        && leastArea <= 1
                        && proportion >= 1
                        && Double.isFinite(proportion);
        if (!fine) {
            throw Check.error(
                    "RandomResizedCrop needs a size above 0, 0 < leastArea ≤ 1 and a proportion of 1"
                            + " or more",
                    "size=" + size + ", leastArea=" + leastArea + ", proportion=" + proportion,
                    "Use 299, 0.08 and 4.0 / 3 for Inception");
        }
    }

    /** With GoogLeNet's ranges. */
    public static RandomResizedCrop googLeNet(int size) {
        return new RandomResizedCrop(size, 0.08, 4.0 / 3, Flip.HORIZONTAL);
    }

    @Override
    public ImageShape out(ImageShape in) {
        return new ImageShape(in.channels(), size, size);
    }

    @Override
    public Window draw(int width, int height, RandomStream random) {
        Window cut = rectangle(width, height, random);
        boolean mirror = flip == Flip.HORIZONTAL && random.nextBoolean();
        return new Window(cut.left(), cut.top(), cut.width(), cut.height(), mirror);
    }

    /** {@inheritDoc} Of the least area and the greatest proportion, or the whole image's. */
    @Override
    public double leastSide(int width, int height) {
        double least = Math.sqrt(leastArea * width * height / proportion);
        return Math.min(least, Math.min(width, height));
    }

    private Window rectangle(int width, int height, RandomStream random) {
        double area = (double) width * height;
        double spread = StrictMath.log(proportion);
        for (int i = 0; i < TRIES; i++) {
            double wanted = area * random.uniform(leastArea, 1);
            double ratio = StrictMath.exp(random.uniform(-spread, spread));
            int columns = (int) Math.rint(Math.sqrt(wanted * ratio));
            int rows = (int) Math.rint(Math.sqrt(wanted / ratio));
            if (columns > 0 && rows > 0 && columns <= width && rows <= height) {
                return new Window(
                        random.nextInt(width - columns + 1),
                        random.nextInt(height - rows + 1),
                        columns,
                        rows,
                        false);
            }
        }
        return new Window(0, 0, width, height, false);
    }

    @Override
    public Transform build(ImageShape in) {
        ImageShape out = out(in);
        return (source, from, target, to, random) -> {
            Window cut = draw(in.width(), in.height(), random);
            resize(source, from, in, cut, target, to);
            if (cut.isMirrored()) {
                PixelShift.mirror(target, to, out);
            }
        };
    }

    private void resize(
            float[] source, int from, ImageShape in, Window cut, float[] target, int to) {
        Places columns = new Places(cut.left(), cut.width(), size);
        Places rows = new Places(cut.top(), cut.height(), size);
        for (int c = 0; c < in.channels(); c++) {
            int plane = from + c * in.height() * in.width();
            for (int y = 0; y < size; y++) {
                int above = plane + rows.first[y] * in.width();
                int below = plane + rows.second[y] * in.width();
                float partY = rows.part[y];
                int at = to + (c * size + y) * size;
                for (int x = 0; x < size; x++) {
                    int left = columns.first[x];
                    int right = columns.second[x];
                    float partX = columns.part[x];
                    float upper =
                            source[above + left] * (1 - partX) + source[above + right] * partX;
                    float lower =
                            source[below + left] * (1 - partX) + source[below + right] * partX;
                    target[at + x] = upper * (1 - partY) + lower * partY;
                }
            }
        }
    }

    /** For each place of the result its two neighbours in the source, and the second one's part. */
    private static final class Places {
        private final int[] first;
        private final int[] second;
        private final float[] part;

        Places(int start, int extent, int size) {
            first = new int[size];
            second = new int[size];
            part = new float[size];
            double scale = (double) extent / size;
            for (int i = 0; i < size; i++) {
                double centre = Math.min(extent - 1, Math.max(0, (i + 0.5) * scale - 0.5));
                int low = (int) centre;
                first[i] = start + low;
                second[i] = start + Math.min(extent - 1, low + 1);
                part[i] = (float) (centre - low);
            }
        }
    }
}
