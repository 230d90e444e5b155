package dev.hearth.data.image;

import dev.hearth.data.BadDataException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The skeleton of a JPEG file (ITU-T T.81, annex B): sequential and progressive Huffman coding with
 * eight bits. Of the metadata, only the orientation and what the components mean are read, by libjpeg's
 * rule; profiles, previews and comments are left out, so colours are taken unchanged, as in Pillow.
 *
 * <p>Bytes between two segments are passed over, and a picture may lack its end marker, if its data are
 * whole; both are {@link PictureDamage}.
 */
final class Jpeg {

    private static final String ASKED = "A JPEG picture";
    private static final int MOST_SCANS = 500;

    /**
     * Pixels times scans: a decoder goes over the whole picture for each, however few bytes it has.
     * Cameras write a scan, encoders for the web a dozen; twenty of a picture of a hundred million
     * pixels take some seconds.
     */
    private static final long MOST_SCANNED = 2_000_000_000;

    /**
     * Pixels a byte of a scan can stand for: each block of 64 pixels of the finest component takes a
     * bit or more, and a component can be a fourth of the finest in one direction.
     */
    private static final long PIXELS_A_BYTE = 8 * 64 * 4;

    private static final String LUMA = "\u00FF\u00E0\0\20JFIF\0\1\1\0\0\1\0\1\0\0";
    private static final String RGB = "\u00FF\u00EE\0\16Adobe\0\144\0\0\0\0\0";

    private final byte[] bytes;
    private final String name;
    private final Parts essence;
    private final EnumSet<PictureDamage> damage = EnumSet.noneOf(PictureDamage.class);
    private int at = 2;
    private int width;
    private int height;
    private int components;
    private boolean sequential;
    private String ids = "";

    /** A character each: across times 16 plus down. */
    private String sampling = "";

    private int orientation = 1;
    private boolean jfif;
    private OptionalInt adobe = OptionalInt.empty();
    private int scans;
    private int scanned;
    private long scanBytes;

    private Jpeg(byte[] bytes, String name) {
        this.bytes = bytes;
        this.name = name;
        this.essence = new Parts(bytes.length);
    }

    /** What is written, without a copy of it on the way out. */
    private static final class Parts extends ByteArrayOutputStream {

        Parts(int size) {
            super(size);
        }

        /** The first two bytes of a file, a word, what was written, and the end marker. */
        byte[] whole(byte[] bytes, byte[] word) {
            return ByteBuffer.allocate(2 + word.length + count + 2)
                    .put(bytes, 0, 2)
                    .put(word)
                    .put(buf, 0, count)
                    .putShort((short) 0xFFD9)
                    .array();
        }
    }

    /** Follows the markers from the start of the image to its end, and leaves out metadata. */
    static EncodedPicture parse(byte[] bytes, String name) {
        return new Jpeg(bytes, name).parse();
    }

    private EncodedPicture parse() {
        while (true) {
            int marker = marker();
            if (marker == 0xD9) {
                break;
            }
            if (marker >= 0xD0 && marker <= 0xD7) {
                continue;
            }
            int length = at + 2 <= bytes.length ? word(at) : 0;
            if (length > bytes.length - at || at + 2 > bytes.length) {
                throw early();
            }
            if (length < 2) {
                if (!isSpare(marker)) {
                    throw odd(marker);
                }
                damage.add(PictureDamage.STRAY_BYTES);
                length = 2;
            }
            segment(marker, at, length);
            at += length;
            if (marker == 0xDA && !scan()) {
                break;
            }
        }
        if (components == 0 || scans == 0) {
            throw bad(" needs a frame and a scan", "neither or one in " + name);
        }
        if ((long) width * height * scans > MOST_SCANNED) {
            throw bad(
                    " of at most " + MOST_SCANNED + " pixels in all its scans together",
                    scans + " scans of " + width + "×" + height + " in " + name);
        }
        if ((long) width * height > scanBytes * PIXELS_A_BYTE) {
            if (damage.contains(PictureDamage.NO_END)) {
                throw early();
            }
            throw bad(
                    " of " + width + "×" + height + " needs more data",
                    scanBytes + " bytes in " + name);
        }
        return new EncodedPicture(
                EncodedPicture.Kind.JPEG,
                width,
                height,
                components,
                traits(),
                orientation,
                damage,
                whole());
    }

    private Set<EncodedPicture.Trait> traits() {
        Set<EncodedPicture.Trait> traits = EnumSet.noneOf(EncodedPicture.Trait.class);
        if (isLuma()) {
            traits.add(EncodedPicture.Trait.LUMA);
        }
        if (components == 3 && isLuma() && sampling.equals("\22\21\21")) {
            traits.add(EncodedPicture.Trait.HALVED);
        }
        if (!sequential) {
            traits.add(EncodedPicture.Trait.PROGRESSIVE);
        }
        return traits;
    }

    /**
     * Whether three components, or the first three of four, are luma and chroma: libjpeg 6b,
     * jdapimin.c, default_decompress_parms, which asks JFIF first, then Adobe, then the components'
     * names.
     */
    private boolean isLuma() {
        if (components == 3) {
            return jfif || (adobe.isPresent() ? adobe.getAsInt() != 0 : !ids.equals("RGB"));
        }
        return components == 4 && adobe.orElse(0) != 0;
    }

    /** The parts that count, with one word on three components' meaning that no decoder takes otherwise. */
    private byte[] whole() {
        String word = components != 3 ? "" : isLuma() ? LUMA : RGB;
        return essence.whole(bytes, word.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Segments that tell a decoder nothing: applications' own, comments, and a count of lines. */
    private static boolean isSpare(int marker) {
        return marker >= 0xE0 && marker <= 0xEF || marker == 0xFE || marker == 0xDC;
    }

    /** The next marker: FF, as often as it likes, then what is neither FF nor 0. */
    private int marker() {
        while (true) {
            int begin = at;
            while (at < bytes.length && (bytes[at] & 0xFF) != 0xFF) {
                at++;
            }
            int fill = at;
            while (at < bytes.length && (bytes[at] & 0xFF) == 0xFF) {
                at++;
            }
            if (at >= bytes.length) {
                throw early();
            }
            int marker = bytes[at++] & 0xFF;
            if (fill > begin || marker == 0) {
                damage.add(PictureDamage.STRAY_BYTES);
            }
            if (marker != 0) {
                return marker;
            }
        }
    }

    private void segment(int marker, int from, int length) {
        switch (marker) {
            case 0xC0, 0xC1, 0xC2 -> {
                frame(from, length);
                sequential = marker != 0xC2;
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
                scanned += length >= 3 ? bytes[from + 2] & 0xFF : 0;
                keep(marker, from, length);
            }
            case 0xE0 -> jfif |= scans == 0 && length >= 16 && says(from, "JFIF\0");
            case 0xE1 -> {
                if (orientation == 1 && length >= 8 && says(from, "Exif\0\0")) {
                    orientation = Exif.orientation(ByteBuffer.wrap(bytes, from + 8, length - 8));
                }
            }
            case 0xEE -> {
                if (scans == 0 && length >= 14 && says(from, "Adobe")) {
                    adobe = OptionalInt.of(bytes[from + 13] & 0xFF);
                }
            }
            default -> {
                if (!isSpare(marker)) {
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
        for (int i = 0; i < count; i++) {
            ids += (char) (bytes[from + 8 + 3 * i] & 0xFF);
            sampling += (char) (bytes[from + 9 + 3 * i] & 0xFF);
        }
    }

    /**
     * T.81, B.1.1.5: within a scan, FF is followed by 0 or is a restart marker.
     *
     * @return whether a marker follows; else the file ends here, with every component once
     */
    private boolean scan() {
        int begin = at;
        while (at + 1 < bytes.length) {
            if (bytes[at] == -1) {
                int next = bytes[at + 1] & 0xFF;
                if (next != 0 && (next < 0xD0 || next > 0xD7)) {
                    break;
                }
            }
            at++;
        }
        boolean ends = at + 1 >= bytes.length;
        if (ends) {
            // More scans of a progressive picture would only refine it: nothing tells whether all
            // came.
            if (!sequential || scanned < components) {
                throw early();
            }
            damage.add(PictureDamage.NO_END);
            at = at < bytes.length && (bytes[at] & 0xFF) == 0xFF ? at : bytes.length;
        }
        scanBytes += at - begin;
        essence.write(bytes, begin, at - begin);
        return !ends;
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

    private BadDataException early() {
        return bad("", name + ", which ends too early");
    }

    private BadDataException odd(int marker) {
        return bad(
                " of known segments",
                "marker " + Integer.toHexString(marker) + " before byte " + at + " of " + name);
    }

    private static BadDataException bad(String needs, String came) {
        return new BadDataException(ASKED + needs, came, "Save the picture again, or leave it out");
    }
}
