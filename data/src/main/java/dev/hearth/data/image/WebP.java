package dev.hearth.data.image;

import dev.hearth.data.BadDataException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The skeleton of a WebP file (RFC 9649, §2): lossy, lossless, with alpha. Of an animation the first
 * frame is taken, in its place on the canvas. Of the metadata only the orientation is read.
 */
final class WebP {

    private static final String ASKED = "A WebP picture";
    private static final int ANIMATED = 0x02;
    private static final int ALPHA = 0x10;

    private final ByteBuffer in;
    private final String name;
    private int width;
    private int height;
    private int orientation = 1;
    private EncodedPicture.Frame frame;
    private byte[] alpha = {};
    private byte[] image = {};

    private WebP(byte[] bytes, String name) {
        this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        this.name = name;
    }

    static boolean is(byte[] bytes) {
        return bytes.length >= 16 && says(bytes, 0, "RIFF") && says(bytes, 8, "WEBP");
    }

    /** Follows the chunks to the first image and to the EXIF data. */
    static EncodedPicture parse(byte[] bytes, String name) {
        return new WebP(bytes, name).parse();
    }

    private EncodedPicture parse() {
        boolean isAnimated = false;
        for (int at = 12; at + 8 <= in.limit(); ) {
            String type = type(at);
            int from = at + 8;
            long length = Integer.toUnsignedLong(in.getInt(at + 4));
            if (length > in.limit() - from) {
                if (image.length > 0) {
                    break;
                }
                throw bad("", name + ", which ends too early");
            }
            int end = from + (int) length;
            switch (type) {
                case "VP8X" -> {
                    need(length >= 10, "a VP8X chunk of ten bytes", length + " bytes");
                    isAnimated = (in.get(from) & ANIMATED) != 0;
                    width = 1 + three(from + 4);
                    height = 1 + three(from + 7);
                }
                case "ANMF" -> {
                    if (image.length == 0) {
                        need(length >= 16, "an ANMF chunk of 16 bytes", length + " bytes");
                        frame =
                                new EncodedPicture.Frame(
                                        2 * three(from),
                                        2 * three(from + 3),
                                        1 + three(from + 6),
                                        1 + three(from + 9));
                        frameData(from + 16, end);
                    }
                }
                case "EXIF" -> {
                    boolean named = length >= 6 && says(in.array(), from, "Exif\0\0");
                    int skip = named ? 6 : 0;
                    orientation =
                            Exif.orientation(
                                    ByteBuffer.wrap(in.array(), from + skip, end - from - skip));
                }
                default -> {
                    if (!isAnimated && image.length == 0) {
                        part(type, at, end);
                    }
                }
            }
            at = end + (end & 1);
        }
        need(image.length > 0, "an image", "none");
        int[] size = size();
        if (frame == null) {
            if (width != 0 && (width != size[0] || height != size[1])) {
                throw bad(" needs one size", "two in " + name);
            }
            frame = new EncodedPicture.Frame(0, 0, size[0], size[1]);
            width = size[0];
            height = size[1];
        }
        boolean fits =
                frame.width() == size[0]
                        && frame.height() == size[1]
                        && (long) frame.left() + frame.width() <= width
                        && (long) frame.top() + frame.height() <= height;
        need(fits, "a frame within its canvas", "another");
        return new EncodedPicture(
                EncodedPicture.Kind.WEBP,
                width,
                height,
                4,
                Set.of(),
                orientation,
                Set.of(),
                essence(),
                frame);
    }

    private void frameData(int from, int end) {
        for (int at = from; at + 8 <= end && image.length == 0; ) {
            long length = Integer.toUnsignedLong(in.getInt(at + 4));
            need(length <= end - at - 8, "chunks that end within their frame", length + " bytes");
            int next = at + 8 + (int) length;
            part(type(at), at, next);
            at = next + (next & 1);
        }
        need(image.length > 0, "an image in its first frame", "none");
    }

    /** Keeps an image, or the alpha that goes before it, with its head. */
    private void part(String type, int at, int end) {
        if (type.equals("ALPH")) {
            alpha = chunk(at, end);
        } else if (type.equals("VP8 ") || type.equals("VP8L")) {
            image = chunk(at, end);
        }
    }

    private byte[] chunk(int at, int end) {
        byte[] padded = new byte[end - at + (end - at & 1)];
        System.arraycopy(in.array(), at, padded, 0, end - at);
        return padded;
    }

    /** RFC 6386, §9.1, and RFC 9649, §3.4. */
    private int[] size() {
        ByteBuffer head = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        boolean lossless = image[3] == 'L';
        need(image.length >= (lossless ? 13 : 18), "an image with a head", "less");
        if (lossless) {
            int bits = head.getInt(9);
            return new int[] {1 + (bits & 0x3FFF), 1 + (bits >>> 14 & 0x3FFF)};
        }
        int across = head.getShort(14) & 0x3FFF;
        int down = head.getShort(16) & 0x3FFF;
        need(across > 0 && down > 0, "a width and a height above 0", across + "×" + down);
        return new int[] {across, down};
    }

    /** A file of one image and its alpha. */
    private byte[] essence() {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        if (alpha.length > 0 && image[3] != 'L') {
            ByteBuffer head = ByteBuffer.allocate(18).order(ByteOrder.LITTLE_ENDIAN);
            head.put("VP8X".getBytes(StandardCharsets.ISO_8859_1)).putInt(10).putInt(ALPHA);
            putThree(head, frame.width() - 1);
            putThree(head, frame.height() - 1);
            chunks.writeBytes(head.array());
            chunks.writeBytes(alpha);
        }
        chunks.writeBytes(image);
        return ByteBuffer.allocate(12 + chunks.size())
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.ISO_8859_1))
                .putInt(4 + chunks.size())
                .put("WEBP".getBytes(StandardCharsets.ISO_8859_1))
                .put(chunks.toByteArray())
                .array();
    }

    private static void putThree(ByteBuffer to, int value) {
        to.putShort((short) value).put((byte) (value >>> 16));
    }

    private int three(int at) {
        return in.getShort(at) & 0xFFFF | (in.get(at + 2) & 0xFF) << 16;
    }

    private String type(int at) {
        return new String(in.array(), at, 4, StandardCharsets.ISO_8859_1);
    }

    private static boolean says(byte[] bytes, int at, String word) {
        return new String(bytes, at, word.length(), StandardCharsets.ISO_8859_1).equals(word);
    }

    private void need(boolean holds, String what, String came) {
        if (!holds) {
            throw bad(" needs " + what, came + " in " + name);
        }
    }

    private static BadDataException bad(String needs, String came) {
        return new BadDataException(ASKED + needs, came, "Save the picture again, or leave it out");
    }
}
