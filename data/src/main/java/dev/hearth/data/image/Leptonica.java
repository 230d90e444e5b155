package dev.hearth.data.image;

import dev.hearth.data.BadDataException;
import dev.hearth.tensor.OpenMpWait;
import java.nio.IntBuffer;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.leptonica.PIX;
import org.bytedeco.leptonica.global.leptonica;

/**
 * The decoders of libjpeg-turbo and libwebp, through Leptonica, which has both in one small library and
 * takes bytes. libjpeg-turbo's pixels are those of Java's own reader, to the bit; progressive pictures
 * take it a tenth of the time, and it can decode to a half, a quarter or an eighth of the size.
 */
final class Leptonica {

    private Leptonica() {}

    /** Loaded on first use, by the class initialiser. */
    private static final class Loaded {

        static final Optional<Throwable> FAILURE = load();

        private Loaded() {}

        private static Optional<Throwable> load() {
            // Its presets load libgomp.
            OpenMpWait.brief();
            try {
                Loader.load(leptonica.class);
                leptonica.setMsgSeverity(leptonica.L_SEVERITY_NONE);
                return Optional.empty();
            } catch (RuntimeException | LinkageError failure) {
                return Optional.of(failure);
            }
        }
    }

    /**
     * A JPEG of one or three components.
     *
     * @param reduction 1, 2, 4 or 8: the sides are divided by it and rounded up
     * @return empty if the decoder warned or failed, or there is none on this computer
     */
    static Optional<Picture> jpeg(byte[] bytes, int reduction) {
        if (Loaded.FAILURE.isPresent()) {
            return Optional.empty();
        }
        int[] warnings = new int[1];
        PIX pix = leptonica.pixReadMemJpeg(bytes, bytes.length, 0, reduction, warnings, 0);
        try {
            return pix == null || warnings[0] > 0 ? Optional.empty() : Optional.of(picture(pix));
        } finally {
            leptonica.pixDestroy(pix);
        }
    }

    /**
     * A WebP picture that is not animated, laid over white.
     *
     * @return empty if the decoder failed
     * @throws BadDataException if there is none on this computer
     */
    static Optional<Picture> webp(byte[] bytes, String name) {
        if (Loaded.FAILURE.isPresent()) {
            throw new BadDataException(
                    "WebP pictures need Leptonica's library for " + Loader.getPlatform(),
                    name + ", and no library: " + Loaded.FAILURE.get().getMessage(),
                    "Add hearth-natives-" + Loader.getPlatform() + ", or convert the picture",
                    new IllegalStateException(Loaded.FAILURE.get()));
        }
        PIX pix = leptonica.pixReadMemWebP(bytes, bytes.length);
        try {
            return Optional.ofNullable(pix).map(Leptonica::picture);
        } finally {
            leptonica.pixDestroy(pix);
        }
    }

    /** Eight bits a pixel in grey, or red, green, blue and alpha from the highest byte of an int on. */
    private static Picture picture(PIX pix) {
        int width = leptonica.pixGetWidth(pix);
        int height = leptonica.pixGetHeight(pix);
        int words = leptonica.pixGetWpl(pix);
        boolean isGrey = leptonica.pixGetDepth(pix) == 8;
        boolean hasAlpha = leptonica.pixGetSpp(pix) == 4;
        IntBuffer data = leptonica.pixGetData(pix).capacity((long) words * height).asBuffer();
        byte[] rgb = new byte[Math.multiplyExact(3, width * height)];
        int[] row = new int[words];
        for (int y = 0, at = 0; y < height; y++) {
            data.get(row);
            for (int x = 0; x < width; x++) {
                int value = isGrey ? row[x >> 2] << 8 * (x & 3) : row[x];
                if (isGrey) {
                    byte grey = (byte) (value >>> 24);
                    rgb[at++] = grey;
                    rgb[at++] = grey;
                    rgb[at++] = grey;
                } else if (hasAlpha) {
                    int alpha = value & 0xFF;
                    rgb[at++] = (byte) PixelDecoder.overWhite(value >>> 24, alpha, 255);
                    rgb[at++] = (byte) PixelDecoder.overWhite(value >>> 16 & 0xFF, alpha, 255);
                    rgb[at++] = (byte) PixelDecoder.overWhite(value >>> 8 & 0xFF, alpha, 255);
                } else {
                    rgb[at++] = (byte) (value >>> 24);
                    rgb[at++] = (byte) (value >>> 16);
                    rgb[at++] = (byte) (value >>> 8);
                }
            }
        }
        return new Picture(width, height, rgb);
    }
}
