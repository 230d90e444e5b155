package dev.hearth.data.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The orientation in EXIF data (CIPA DC-008, tag 0x0112) and what it does to a picture. Data that
 * makes no sense counts as none, as in Pillow: pictures with broken EXIF are common, and fine.
 */
final class Exif {

    private static final int ORIENTATION = 0x0112;

    /** TIFF 6.0, §2. */
    private static final int SHORT = 3;

    private static final int LONG = 4;
    private static final int SIGNED_SHORT = 8;
    private static final int SIGNED_LONG = 9;

    private Exif() {}

    /** The orientation, 1 to 8, in a TIFF structure; 1 where there is none. */
    static int orientation(ByteBuffer tiff) {
        try {
            ByteBuffer in = tiff.slice();
            int order = in.getShort(0);
            if (order != 0x4949 && order != 0x4D4D) {
                return 1;
            }
            in.order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            int directory = in.getInt(4);
            if (in.getShort(2) != 42 || directory < 8 || directory > in.limit() - 2) {
                return 1;
            }
            in.position(directory);
            int entries = in.getShort() & 0xFFFF;
            for (int i = 0; i < entries; i++) {
                int tag = in.getShort() & 0xFFFF;
                int type = in.getShort();
                int count = in.getInt();
                int first = in.getShort();
                int second = in.getShort();
                if (tag == ORIENTATION) {
                    boolean little = in.order() == ByteOrder.LITTLE_ENDIAN;
                    int value =
                            switch (type) {
                                case SHORT, SIGNED_SHORT -> first;
                                case LONG, SIGNED_LONG ->
                                        little
                                                ? second << 16 | first & 0xFFFF
                                                : first << 16 | second & 0xFFFF;
                                default -> 1;
                            };
                    return count == 1 && value >= 1 && value <= 8 ? value : 1;
                }
            }
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            return 1;
        }
        return 1;
    }

    /** The picture as it is to be seen. */
    static Picture upright(Picture picture, int orientation) {
        if (orientation == 1) {
            return picture;
        }
        int width = picture.width();
        int height = picture.height();
        boolean turned = orientation >= 5;
        int newWidth = turned ? height : width;
        int newHeight = turned ? width : height;
        byte[] from = picture.bytes();
        byte[] to = new byte[from.length];
        for (int y = 0, at = 0; y < newHeight; y++) {
            for (int x = 0; x < newWidth; x++, at += 3) {
                // Where the pixel seen at (x, y) is stored.
                int column =
                        switch (orientation) {
                            case 2, 3 -> width - 1 - x;
                            case 4 -> x;
                            case 5, 6 -> y;
                            default -> width - 1 - y;
                        };
                int row =
                        switch (orientation) {
                            case 2 -> y;
                            case 3, 4 -> height - 1 - y;
                            case 5, 8 -> x;
                            default -> height - 1 - x;
                        };
                System.arraycopy(from, (row * width + column) * 3, to, at, 3);
            }
        }
        return new Picture(newWidth, newHeight, to);
    }
}
