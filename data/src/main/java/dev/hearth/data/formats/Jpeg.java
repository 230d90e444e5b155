package dev.hearth.data.formats;

import dev.hearth.data.BadData;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The skeleton of a JPEG file (ITU-T T.81, annex B): sequential and progressive Huffman coding with
 * eight bits. Of the metadata, only JFIF's and Adobe's words on colour reach the decoder; profiles,
 * previews and comments are left out, so colours are taken as they stand, as in Pillow.
 */
final class Jpeg {

    private static final String ASKED = "A JPEG picture";
    private static final int MOST_SCANS = 500;

    /**
     * Pixels a byte of a scan can stand for: each block of 64 pixels of the finest component takes a
     * bit or more, and a component can be a fourth of the finest in one direction.
     */
    private static final long PIXELS_A_BYTE = 8 * 64 * 4;

    private final byte[] bytes;
    private final String name;
    private final ByteArrayOutputStream essence;
    private int at = 2;
    private int width;
    private int height;
    private int components;
    private int transform;
    private int orientation = 1;
    private boolean jfif;
    private boolean adobe;
    private int scans;
    private long scanBytes;

    private Jpeg(byte[] bytes, String name) {
        this.bytes = bytes;
        this.name = name;
        this.essence = new ByteArrayOutputStream(bytes.length);
        essence.write(bytes, 0, 2);
    }

    /** Follows the markers from the start of the image to its end, and leaves out metadata. */
    static Encoded parse(byte[] bytes, String name) {
        return new Jpeg(bytes, name).parse();
    }

    private Encoded parse() {
        while (true) {
            int marker = marker();
            if (marker == 0xD9) {
                essence.write(0xFF);
                essence.write(marker);
                break;
            }
            int length = at + 2 <= bytes.length ? word(at) : 0;
            if (length < 2 || length > bytes.length - at) {
                throw at + 2 > bytes.length || length >= 2 ? early() : odd(marker);
            }
            segment(marker, at, length);
            at += length;
            if (marker == 0xDA) {
                scan();
            }
        }
        if (components == 0 || scans == 0) {
            throw bad(" needs a frame and a scan", "neither or one in " + name);
        }
        if ((long) width * height > scanBytes * PIXELS_A_BYTE) {
            throw bad(
                    " of " + width + "×" + height + " needs more data",
                    scanBytes + " bytes in " + name);
        }
        return new Encoded(
                Encoded.Kind.JPEG,
                width,
                height,
                components,
                transform,
                orientation,
                essence.toByteArray());
    }

    private int marker() {
        int begin = at;
        while (at < bytes.length && (bytes[at] & 0xFF) == 0xFF) {
            at++;
        }
        if (at >= bytes.length) {
            throw early();
        }
        int marker = bytes[at++] & 0xFF;
        if (at - begin < 2 || marker < 0xC0) {
            throw bad(
                    " needs a marker after each segment", "none at byte " + begin + " of " + name);
        }
        return marker;
    }

    private void segment(int marker, int from, int length) {
        switch (marker) {
            case 0xC0, 0xC1, 0xC2 -> {
                frame(from, length);
                keep(marker, from, length);
            }
            case 0xC3, 0xC5, 0xC6, 0xC7, 0xC8, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF ->
                    throw bad(
                            " needs sequential or progressive Huffman coding",
                            "frame type " + (marker - 0xC0) + " in " + name);
            case 0xC4, 0xDB, 0xDD -> keep(marker, from, length);
            case 0xDA -> {
                if (components == 0) {
                    throw bad(" needs its frame before its scans", "a scan first in " + name);
                }
                if (++scans > MOST_SCANS) {
                    throw bad(" of at most " + MOST_SCANS + " scans", "more in " + name);
                }
                keep(marker, from, length);
            }
            case 0xE0 -> {
                if (!jfif && length >= 16 && says(from, "JFIF\0")) {
                    jfif = true;
                    byte[] plain = Arrays.copyOfRange(bytes, from, from + 16);
                    // Without its thumbnail.
                    plain[0] = 0;
                    plain[1] = 16;
                    plain[14] = 0;
                    plain[15] = 0;
                    essence.write(0xFF);
                    essence.write(marker);
                    essence.write(plain, 0, plain.length);
                }
            }
            case 0xE1 -> {
                if (orientation == 1 && length >= 8 && says(from, "Exif\0\0")) {
                    orientation = Exif.orientation(ByteBuffer.wrap(bytes, from + 8, length - 8));
                }
            }
            case 0xEE -> {
                if (!adobe && length >= 14 && says(from, "Adobe")) {
                    adobe = true;
                    transform = bytes[from + 13] & 0xFF;
                    keep(marker, from, length);
                }
            }
            default -> {
                if (marker >= 0xD0 && marker <= 0xD8
                        || marker == 0xDC
                        || marker == 0xDE
                        || marker == 0xDF) {
                    throw odd(marker);
                }
            }
        }
    }

    /** T.81, B.2.2. */
    private void frame(int from, int length) {
        if (components != 0) {
            throw bad(" needs one frame", "two in " + name);
        }
        int count = length >= 8 ? bytes[from + 7] & 0xFF : 0;
        int depth = length >= 8 ? bytes[from + 2] : 0;
        if (depth != 8 || count != 1 && count != 3 && count != 4 || length != 8 + 3 * count) {
            throw bad(
                    " needs eight bits and one, three or four components",
                    depth + " bits and " + count + " components in " + name);
        }
        height = word(from + 3);
        width = word(from + 5);
        if (width == 0 || height == 0) {
            throw bad(" needs a width and a height above 0", width + "×" + height + " in " + name);
        }
        components = count;
    }

    /** T.81, B.1.1.5: within a scan, FF is followed by 0 or is a restart marker. */
    private void scan() {
        int begin = at;
        while (at + 1 < bytes.length) {
            int next = bytes[at + 1] & 0xFF;
            if ((bytes[at] & 0xFF) == 0xFF && next != 0 && (next < 0xD0 || next > 0xD7)) {
                break;
            }
            at++;
        }
        if (at + 1 >= bytes.length) {
            throw early();
        }
        scanBytes += at - begin;
        essence.write(bytes, begin, at - begin);
    }

    private void keep(int marker, int from, int length) {
        essence.write(0xFF);
        essence.write(marker);
        essence.write(bytes, from, length);
    }

    private boolean says(int from, String word) {
        byte[] letters = word.getBytes(StandardCharsets.ISO_8859_1);
        return Arrays.equals(
                bytes, from + 2, from + 2 + letters.length, letters, 0, letters.length);
    }

    private int word(int from) {
        return (bytes[from] & 0xFF) << 8 | bytes[from + 1] & 0xFF;
    }

    private BadData early() {
        return bad("", name + ", which ends too early");
    }

    private BadData odd(int marker) {
        return bad(
                " of known segments",
                "marker " + Integer.toHexString(marker) + " before byte " + at + " of " + name);
    }

    private static BadData bad(String needs, String came) {
        return new BadData(ASKED + needs, came, "Save the picture again, or leave it out");
    }
}
