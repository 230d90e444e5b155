package dev.hearth.data.transform;

import dev.hearth.data.ImageShape;
import java.util.Arrays;

/** Whole-pixel moves of images in arrays. */
final class PixelShift {

    private PixelShift() {}

    /**
     * Copies the part of the source under a window of the target's extent whose top left corner is
     * at (left, top) of the source; what lies outside is filled.
     */
    static void copy(
            float[] source,
            int from,
            ImageShape in,
            float[] target,
            int to,
            ImageShape out,
            int left,
            int top,
            float fill) {
        int first = Math.max(0, -left);
        int end = Math.min(out.width(), in.width() - left);
        for (int c = 0; c < out.channels(); c++) {
            for (int y = 0; y < out.height(); y++) {
                int row = to + (c * out.height() + y) * out.width();
                int sourceY = top + y;
                if (sourceY < 0 || sourceY >= in.height() || end <= first) {
                    Arrays.fill(target, row, row + out.width(), fill);
                } else {
                    Arrays.fill(target, row, row + first, fill);
                    int sourceRow = from + (c * in.height() + sourceY) * in.width();
                    System.arraycopy(
                            source, sourceRow + left + first, target, row + first, end - first);
                    Arrays.fill(target, row + end, row + out.width(), fill);
                }
            }
        }
    }

    /** Left and right change places. */
    static void mirror(float[] image, int at, ImageShape pixels) {
        int width = pixels.width();
        for (int row = 0; row < pixels.channels() * pixels.height(); row++) {
            for (int i = at + row * width, j = i + width - 1; i < j; i++, j--) {
                float held = image[i];
                image[i] = image[j];
                image[j] = held;
            }
        }
    }
}
