package dev.hearth.data.image;

import dev.hearth.data.BadDataException;
import java.awt.image.WritableRaster;
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
    private static final int COMPRESSION = 259;
    private static final int PHOTOMETRIC = 262;
    private static final int SAMPLES = 277;
    private static final int PLANES = 284;
    private static final int PREDICTOR = 317;
    private static final int TILE_WIDTH = 322;
    private static final int EXTRA_SAMPLES = 338;
    private static final int SAMPLE_FORMAT = 339;
    private static final int WHITE_FIRST = 0;
    private static final int BLACK_FIRST = 1;
    private static final int INKS = 5;
    private static final int NOT_DIFFERENCED = 1;
    private static final int DIFFERENCED = 2;

    /** LZW and the two numbers of deflate, the ones that a predictor belongs to. */
    private static final Set<Integer> PREDICTED = Set.of(5, 8, 32946);

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
        int photometric = entries.getOrDefault(PHOTOMETRIC, BLACK_FIRST);
        boolean isInks = photometric == INKS;
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
        if (samples > 1 && bits < 8 && bits != 4 && entries.getOrDefault(PLANES, 1) == 2) {
            // Java's reader takes them for another picture.
            throw bad(
                    " of planes needs 4, 8 or 16 bits a sample",
                    bits + " bits and " + samples + " planes in " + name);
        }
        byte[] essence = bytes;
        boolean isDifferenced =
                bits == 16
                        && entries.getOrDefault(PREDICTOR, NOT_DIFFERENCED) == DIFFERENCED
                        && PREDICTED.contains(entries.getOrDefault(COMPRESSION, 1));
        if (isDifferenced) {
            // Java's reader refuses them, and reads them as if they were the samples.
            traits.add(EncodedPicture.Trait.DIFFERENCES);
            essence = with(essence, PREDICTOR, NOT_DIFFERENCED);
        }
        if (photometric == WHITE_FIRST && (samples > 1 || isDifferenced)) {
            // Java's reader turns alpha over, too.
            traits.add(EncodedPicture.Trait.WHITE_FIRST);
            essence = with(essence, PHOTOMETRIC, BLACK_FIRST);
        }
        return new EncodedPicture(
                EncodedPicture.Kind.TIFF,
                width,
                height,
                isInks ? 4 : 3,
                traits,
                Exif.orientation(ByteBuffer.wrap(bytes)),
                Set.of(),
                essence);
    }

    /** Differences along rows become samples (TIFF 6.0, §14); rows begin anew in each tile. */
    static void addUp(WritableRaster raster, byte[] bytes) {
        int width = raster.getWidth();
        int tile = Math.max(1, entries(bytes).getOrDefault(TILE_WIDTH, width));
        int[] row = new int[width];
        for (int band = 0; band < raster.getNumBands(); band++) {
            for (int y = 0; y < raster.getHeight(); y++) {
                raster.getSamples(0, y, width, 1, band, row);
                for (int x = 1; x < width; x++) {
                    row[x] = x % tile == 0 ? row[x] : row[x] + row[x - 1] & 0xFFFF;
                }
                raster.setSamples(0, y, width, 1, band, row);
            }
        }
    }

    /** With another SHORT in an entry that is there. */
    private static byte[] with(byte[] bytes, int wanted, int value) {
        byte[] other = bytes.clone();
        ByteBuffer in = ordered(other);
        in.position(in.getInt(4));
        for (int left = in.getShort() & 0xFFFF; left > 0; left--) {
            int at = in.position();
            if ((in.getShort(at) & 0xFFFF) == wanted) {
                in.putShort(at + 8, (short) value);
            }
            in.position(at + 12);
        }
        return other;
    }

    private static ByteBuffer ordered(byte[] bytes) {
        return ByteBuffer.wrap(bytes)
                .order(bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    }

    /** The first value of each entry that holds whole numbers. */
    private static Map<Integer, Integer> entries(byte[] bytes) {
        ByteBuffer in = ordered(bytes);
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
