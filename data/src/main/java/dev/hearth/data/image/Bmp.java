package dev.hearth.data.image;

import dev.hearth.data.BadDataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/** The head of a BMP file: BITMAPCOREHEADER, or BITMAPINFOHEADER and its successors. */
final class Bmp {

    private static final String ASKED = "A BMP picture";

    private Bmp() {}

    static boolean is(byte[] bytes) {
        return bytes.length >= 26 && bytes[0] == 'B' && bytes[1] == 'M';
    }

    static EncodedPicture parse(byte[] bytes, String name) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int head = in.getInt(14);
        boolean isCore = head == 12;
        if (!isCore && (head < 40 || bytes.length < 54)) {
            throw bad(" needs a head of 12 or at least 40 bytes", head + " in " + name);
        }
        int width = isCore ? in.getShort(18) & 0xFFFF : in.getInt(18);
        int height = isCore ? in.getShort(20) & 0xFFFF : in.getInt(22);
        int bits = in.getShort(isCore ? 24 : 28);
        int packing = isCore ? 0 : in.getInt(30);
        // Rows from the top have a negative height.
        height = height == Integer.MIN_VALUE ? 0 : Math.abs(height);
        if (width < 1 || height < 1) {
            throw bad(" needs a width and a height above 0", width + "×" + height + " in " + name);
        }
        boolean isPlain = packing == 0 || packing == 3;
        if (!isPlain && packing != 1 && packing != 2) {
            throw bad(" needs plain or run-length coding", "coding " + packing + " in " + name);
        }
        long row = ((long) width * bits + 31) / 32 * 4;
        if (isPlain && row * height > bytes.length - Integer.toUnsignedLong(in.getInt(10))) {
            throw bad("", name + ", which ends too early");
        }
        return new EncodedPicture(
                EncodedPicture.Kind.BMP, width, height, 3, Set.of(), 1, Set.of(), bytes);
    }

    private static BadDataException bad(String needs, String came) {
        return new BadDataException(ASKED + needs, came, "Save the picture again, or leave it out");
    }
}
