package dev.hearth.data.image;

import dev.hearth.data.BadDataException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * The skeleton of a PNG file (W3C PNG, third edition, §5 and §11). Text, profiles and the rest of
 * the metadata never reach the decoder: what it does not see can neither mislead nor swamp it.
 */
final class Png {

    static final long SIGNATURE = 0x89504E470D0A1A0AL;

    private static final String ASKED = "A PNG picture";

    /** The best that deflate can do: 258 bytes for two bits (zlib's technical notes). */
    private static final long BEST_RATIO = 1032;

    /** IHDR; {@code depth} is that of a component. */
    private record Header(int width, int height, int components, int depth, boolean isGrey) {

        /** Whether samples are greys that a decoder spreads over eight bits. */
        boolean isSpread() {
            return isGrey && depth < 8;
        }
    }

    private Png() {}

    /** Checks lengths and checksums of the chunks that matter, and leaves out the others. */
    static EncodedPicture parse(byte[] bytes, String name) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        in.position(Long.BYTES);
        ByteArrayOutputStream essence = new ByteArrayOutputStream(bytes.length);
        essence.write(bytes, 0, Long.BYTES);
        Header header = null;
        int orientation = 1;
        long packed = 0;
        while (true) {
            if (in.remaining() < 12) {
                throw bad("", name + ", which ends too early");
            }
            int begin = in.position();
            int length = in.getInt();
            String type = new String(bytes, begin + 4, 4, StandardCharsets.ISO_8859_1);
            if (length < 0 || length > in.remaining() - 8) {
                throw bad(
                        " needs chunks that end within the file",
                        name
                                + ", which ends too early: "
                                + Integer.toUnsignedString(length)
                                + " bytes of "
                                + word(type)
                                + " were to begin at byte "
                                + begin);
            }
            in.position(begin + 12 + length);
            if ((header == null) != type.equals("IHDR")) {
                throw bad(
                        " needs one IHDR, and that first",
                        word(type) + " at byte " + begin + " of " + name);
            }
            switch (type) {
                case "IHDR" -> header = header(ByteBuffer.wrap(bytes, begin + 8, length), name);
                case "IDAT" -> packed += length;
                case "eXIf" -> {
                    orientation = Exif.orientation(ByteBuffer.wrap(bytes, begin + 8, length));
                    continue;
                }
                case "PLTE", "tRNS", "IEND" -> {}
                default -> {
                    // A chunk with a capital first letter is critical: §5.4.
                    if (Character.isUpperCase(type.charAt(0))) {
                        throw bad(" of known chunks", word(type) + " in " + name);
                    }
                    continue;
                }
            }
            CRC32 crc = new CRC32();
            crc.update(bytes, begin + 4, length + 4);
            if ((int) crc.getValue() != in.getInt(begin + 8 + length)) {
                throw bad(" needs chunks that match their checksums", type + " of " + name);
            }
            if (type.equals("tRNS") && length == 2 && header.isSpread()) {
                essence.writeBytes(spread(bytes[begin + 9], header.depth()));
            } else {
                essence.write(bytes, begin, length + 12);
            }
            if (type.equals("IEND")) {
                break;
            }
        }
        long row = 1 + ((long) header.width() * header.components() * header.depth() + 7) / 8;
        if (row * header.height() / BEST_RATIO > packed) {
            throw bad(
                    " of " + header.width() + "×" + header.height() + " needs more data",
                    packed + " bytes in " + name);
        }
        return new EncodedPicture(
                EncodedPicture.Kind.PNG,
                header.width(),
                header.height(),
                header.components(),
                Set.of(),
                orientation,
                Set.of(),
                essence.toByteArray());
    }

    private static Header header(ByteBuffer in, String name) {
        if (in.remaining() != 13) {
            throw bad(" needs an IHDR of 13 bytes", in.remaining() + " in " + name);
        }
        int width = in.getInt();
        int height = in.getInt();
        int depth = in.get();
        int colour = in.get();
        int packing = in.get();
        int filter = in.get();
        int interlace = in.get();
        // §11.2.1, table 12: the allowed pairs of colour type and depth.
        int components =
                switch (colour) {
                    case 0, 3 -> 1;
                    case 2 -> 3;
                    case 4 -> 2;
                    case 6 -> 4;
                    default -> 0;
                };
        boolean depths =
                switch (depth) {
                    case 1, 2, 4 -> colour == 0 || colour == 3;
                    case 8 -> true;
                    case 16 -> colour != 3;
                    default -> false;
                };
        if (width < 1
                || height < 1
                || components == 0
                || !depths
                || packing != 0
                || filter != 0
                || interlace < 0
                || interlace > 1) {
            throw bad(
                    " needs a sound IHDR",
                    "width "
                            + width
                            + ", height "
                            + height
                            + ", depth "
                            + depth
                            + ", colour type "
                            + colour
                            + ", compression "
                            + packing
                            + ", filter "
                            + filter
                            + ", interlace "
                            + interlace
                            + " in "
                            + name);
        }
        return new Header(width, height, components, depth, colour == 0);
    }

    /** A tRNS chunk whose grey is in eight bits too: Java's reader compares it with samples that are. */
    private static byte[] spread(byte grey, int depth) {
        int most = (1 << depth) - 1;
        ByteBuffer chunk = ByteBuffer.allocate(14);
        chunk.putInt(2).put("tRNS".getBytes(StandardCharsets.ISO_8859_1));
        chunk.putShort((short) ((grey & most) * 255 / most));
        CRC32 crc = new CRC32();
        crc.update(chunk.array(), 4, 6);
        return chunk.putInt((int) crc.getValue()).array();
    }

    private static String word(String type) {
        return type.chars().allMatch(c -> c > 32 && c < 127) ? type : "unknown bytes";
    }

    private static BadDataException bad(String needs, String came) {
        return new BadDataException(ASKED + needs, came, "Save the picture again, or leave it out");
    }
}
