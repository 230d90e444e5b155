package dev.hearth.data.image;

import dev.hearth.tensor.Check;
import java.util.Arrays;

/** Reduces pictures that libjpeg does not reduce. */
final class MeanOfSquares {

    private MeanOfSquares() {}

    /** Refuses another divisor. */
    static int checked(int factor) {
        if (factor < 1 || factor > 8 || Integer.bitCount(factor) != 1) {
            throw Check.error(
                    "A picture is reduced by 1, 2, 4 or 8", factor, "Use ReductionFactor.atMost");
        }
        return factor;
    }

    /** The mean of each square, of what there is of it at the right and lower edges, rounded. */
    static Picture of(Picture picture, int factor) {
        if (factor == 1) {
            return picture;
        }
        int width = (picture.width() + factor - 1) / factor;
        int height = (picture.height() + factor - 1) / factor;
        int channels = picture.channels();
        byte[] from = picture.bytes();
        byte[] to = new byte[width * height * channels];
        int[] sums = new int[width * channels];
        for (int y = 0; y < height; y++) {
            Arrays.fill(sums, 0);
            int end = Math.min(picture.height(), (y + 1) * factor);
            for (int row = y * factor; row < end; row++) {
                int at = row * picture.width() * channels;
                for (int x = 0; x < picture.width(); x++) {
                    int sum = x / factor * channels;
                    for (int c = 0; c < channels; c++) {
                        sums[sum + c] += from[at++] & 0xFF;
                    }
                }
            }
            for (int x = 0; x < width; x++) {
                int across = Math.min(factor, picture.width() - x * factor);
                int count = across * (end - y * factor);
                for (int c = 0; c < channels; c++) {
                    int i = x * channels + c;
                    to[y * width * channels + i] = (byte) ((sums[i] + count / 2) / count);
                }
            }
        }
        return new Picture(width, height, channels, to);
    }
}
