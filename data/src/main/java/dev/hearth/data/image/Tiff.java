package dev.hearth.data.image;

import dev.hearth.data.BadDataException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The first directory of a TIFF file (TIFF 6.0, §2 and §8): the first page is the picture. */
final class Tiff {

    private static final String ASKED = "A TIFF picture";
    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int BITS = 258;
    private static final int PHOTOMETRIC = 262;
    private static final int SAMPLES = 277;
    private static final int EXTRA_SAMPLES = 338;
    private static final int SAMPLE_FORMAT = 339;
    private static final int INKS = 5;
    private static final int SHORT = 3;
    private static final int LONG = 4;

    private Tiff() {}

    static boolean is(byte[] bytes) {
        int order = bytes.length < 8 ? 0 : ByteBuffer.wrap(bytes).getInt();
        return order == 0x49492A00 || order == 0x4D4D002A;
    }

    static EncodedPicture parse(byte[] bytes, String name) {
        Map<Integer, Integer> entries;
        try {
            entries = entries(bytes);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw bad("", name + ", which ends too early");
        }
        int width = entries.getOrDefault(WIDTH, 0);
        int height = entries.getOrDefault(HEIGHT, 0);
        if (width < 1 || height < 1) {
            throw bad(" needs a width and a height above 0", width + "×" + height + " in " + name);
        }
        int bits = entries.getOrDefault(BITS, 1);
        int format = entries.getOrDefault(SAMPLE_FORMAT, 1);
        if (bits < 1 || bits > 16 || format != 1 && format != 4) {
            throw bad(
                    " needs whole numbers of 1 to 16 bits without a sign",
                    bits + " bits of sample format " + format + " in " + name);
        }
        boolean isInks = entries.getOrDefault(PHOTOMETRIC, 1) == INKS;
        int samples = entries.getOrDefault(SAMPLES, 1);
        if (samples < 1 || samples > 8 || isInks && samples < 4) {
            throw bad(" needs 1 to 8 samples a pixel, 4 for inks", samples + " in " + name);
        }
        Set<EncodedPicture.Trait> traits = EnumSet.noneOf(EncodedPicture.Trait.class);
        if (isInks) {
            traits.add(EncodedPicture.Trait.INKS);
        }
        if (entries.getOrDefault(EXTRA_SAMPLES, 1) == 0) {
            traits.add(EncodedPicture.Trait.OPAQUE);
        }
        return new EncodedPicture(
                EncodedPicture.Kind.TIFF,
                width,
                height,
                isInks ? 4 : 3,
                traits,
                Exif.orientation(ByteBuffer.wrap(bytes)),
                Set.of(),
                bytes);
    }

    /** The first value of each entry that holds whole numbers. */
    private static Map<Integer, Integer> entries(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        in.order(bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        in.position(in.getInt(4));
        int count = in.getShort() & 0xFFFF;
        Map<Integer, Integer> values = new HashMap<>();
        for (int i = 0; i < count; i++) {
            int tag = in.getShort() & 0xFFFF;
            int type = in.getShort();
            long values4 = Integer.toUnsignedLong(in.getInt());
            int at = in.position();
            int raw = in.getInt();
            if (type == SHORT && values4 > 2) {
                // Those that do not fit into four bytes lie elsewhere.
                values.put(tag, in.duplicate().order(in.order()).position(raw).getShort() & 0xFFFF);
            } else if (type == SHORT) {
                values.put(tag, in.getShort(at) & 0xFFFF);
            } else if (type == LONG) {
                values.put(tag, raw);
            }
        }
        return values;
    }

    private static BadDataException bad(String needs, String came) {
        return new BadDataException(ASKED + needs, came, "Save the picture again, or leave it out");
    }
}
