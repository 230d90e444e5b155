package dev.hearth.data.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The pixels of most PNG files: eight bits, grey or red, green and blue, not interlaced, without transparency (W3C
 * PNG, third edition, §7, §9 and §10). That takes two thirds of the time of Java's reader, which is left whatever is of
 * another form or not wholly sound, to read it or to say what is wrong.
 */
final class PngRows {

    private static final int CHUNKS = 8;
    private static final int DEPTH = 24;
    private static final int COLOUR = 25;
    private static final int INTERLACE = 28;

    private PngRows() {}

    /** Of a file after a look at its skeleton; empty where Java's reader is to see it. */
    static Optional<Picture> picture(EncodedPicture encoded) {
        byte[] file = encoded.essence();
        boolean isPlain =
                file[DEPTH] == 8
                        && file[INTERLACE] == 0
                        && (file[COLOUR] == 0 || file[COLOUR] == 2);
        long bytes = (1 + (long) encoded.width() * encoded.components()) * encoded.height();
        if (!isPlain || bytes > Integer.MAX_VALUE - 64) {
            return Optional.empty();
        }
        // One more: who has more than that has too many.
        byte[] rows = new byte[(int) bytes + 1];
        Inflater inflater = new Inflater();
        try {
            return isInflated(file, inflater, rows) && isUnfiltered(encoded, rows)
                    ? Optional.of(picture(encoded, rows))
                    : Optional.empty();
        } catch (DataFormatException damaged) {
            return Optional.empty();
        } finally {
            inflater.end();
        }
    }

    /** Whether the IDAT chunks, one behind the other, hold all the rows, sound and no more. */
    private static boolean isInflated(byte[] file, Inflater inflater, byte[] rows)
            throws DataFormatException {
        ByteBuffer in = ByteBuffer.wrap(file).position(CHUNKS);
        int came = 0;
        boolean begun = false;
        while (in.hasRemaining()) {
            int length = in.getInt();
            String type =
                    new String(file, in.position(), Integer.BYTES, StandardCharsets.ISO_8859_1);
            if (type.equals("IDAT")) {
                begun = true;
                inflater.setInput(file, in.position() + Integer.BYTES, length);
                int more = 1;
                while (more > 0) {
                    more = inflater.inflate(rows, came, rows.length - came);
                    came += more;
                }
            } else if (type.equals("tRNS") || begun && !type.equals("IEND")) {
                return false;
            }
            in.position(in.position() + Integer.BYTES + length + Integer.BYTES);
        }
        return inflater.finished() && inflater.getRemaining() == 0 && came == rows.length - 1;
    }

    /** Undoes the filter of each row, in place (§9.2); false where there is none of that number. */
    private static boolean isUnfiltered(EncodedPicture encoded, byte[] rows) {
        int step = encoded.components();
        int stride = 1 + encoded.width() * step;
        for (int y = 0; y < encoded.height(); y++) {
            int begin = y * stride + 1;
            int end = begin + stride - 1;
            boolean isFirst = y == 0;
            switch (rows[begin - 1]) {
                case 0 -> {}
                case 1 -> {
                    for (int i = begin + step; i < end; i++) {
                        rows[i] += rows[i - step];
                    }
                }
                case 2 -> {
                    for (int i = begin; i < end && !isFirst; i++) {
                        rows[i] += rows[i - stride];
                    }
                }
                case 3 -> {
                    for (int i = begin; i < end; i++) {
                        int left = i < begin + step ? 0 : rows[i - step] & 0xFF;
                        int above = isFirst ? 0 : rows[i - stride] & 0xFF;
                        rows[i] += (byte) (left + above >> 1);
                    }
                }
                case 4 -> {
                    for (int i = begin; i < end; i++) {
                        boolean isLeft = i < begin + step;
                        int left = isLeft ? 0 : rows[i - step] & 0xFF;
                        int above = isFirst ? 0 : rows[i - stride] & 0xFF;
                        int corner = isLeft || isFirst ? 0 : rows[i - stride - step] & 0xFF;
                        rows[i] += (byte) nearest(left, above, corner);
                    }
                }
                default -> {
                    return false;
                }
            }
        }
        return true;
    }

    /** Paeth's: which of the three lies nearest to left + above − corner (§9.4). */
    private static int nearest(int left, int above, int corner) {
        int toLeft = Math.abs(above - corner);
        int toAbove = Math.abs(left - corner);
        int toCorner = Math.abs(left + above - 2 * corner);
        if (toLeft <= toAbove && toLeft <= toCorner) {
            return left;
        }
        return toAbove <= toCorner ? above : corner;
    }

    private static Picture picture(EncodedPicture encoded, byte[] rows) {
        int width = encoded.width();
        int height = encoded.height();
        byte[] rgb = new byte[Math.multiplyExact(3, width * height)];
        if (encoded.components() == 3) {
            for (int y = 0; y < height; y++) {
                System.arraycopy(rows, y * (3 * width + 1) + 1, rgb, y * 3 * width, 3 * width);
            }
        } else {
            for (int y = 0, at = 0; y < height; y++) {
                for (int x = 0; x < width; x++, at += 3) {
                    byte grey = rows[y * (width + 1) + 1 + x];
                    rgb[at] = grey;
                    rgb[at + 1] = grey;
                    rgb[at + 2] = grey;
                }
            }
        }
        return new Picture(width, height, rgb);
    }
}
