package dev.hearth.data.image;

import dev.hearth.data.BadDataException;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/**
 * The skeleton of a GIF file (CompuServe, GIF89a): the first frame and its place on the canvas, which
 * grows where a frame reaches beyond it, as in Pillow. Comments, other extensions and later frames never
 * reach the decoder.
 */
final class Gif {

    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2C;
    private static final int TRAILER = 0x3B;
    private static final int GRAPHIC_CONTROL = 0xF9;

    private final ByteBuffer in;
    private final ByteArrayOutputStream essence;

    private Gif(byte[] bytes) {
        in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        essence = new ByteArrayOutputStream(bytes.length);
    }

    static boolean is(byte[] bytes) {
        return bytes.length >= 6
                && bytes[0] == 'G'
                && bytes[1] == 'I'
                && bytes[2] == 'F'
                && bytes[3] == '8'
                && (bytes[4] == '7' || bytes[4] == '9')
                && bytes[5] == 'a';
    }

    /** Follows the blocks to the end of the first frame. */
    static EncodedPicture parse(byte[] bytes, String name) {
        try {
            return new Gif(bytes).parse(name);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw bad("", name + ", which ends too early");
        }
    }

    private EncodedPicture parse(String name) {
        in.position(6);
        int width = in.getShort() & 0xFFFF;
        int height = in.getShort() & 0xFFFF;
        palette(in.get(), 2);
        keep(0);
        while (true) {
            int begin = in.position();
            int block = in.get() & 0xFF;
            if (block == EXTENSION) {
                boolean counts = (in.get() & 0xFF) == GRAPHIC_CONTROL;
                subBlocks();
                if (counts) {
                    keep(begin);
                }
            } else if (block == IMAGE) {
                int left = in.getShort() & 0xFFFF;
                int top = in.getShort() & 0xFFFF;
                int across = in.getShort() & 0xFFFF;
                int down = in.getShort() & 0xFFFF;
                if (across == 0 || down == 0) {
                    throw bad(
                            " needs a width and a height above 0",
                            across + "×" + down + " in " + name);
                }
                palette(in.get(), 0);
                in.get();
                subBlocks();
                keep(begin);
                essence.write(TRAILER);
                return new EncodedPicture(
                        EncodedPicture.Kind.GIF,
                        Math.max(width, left + across),
                        Math.max(height, top + down),
                        3,
                        Set.of(),
                        1,
                        Set.of(),
                        essence.toByteArray(),
                        new EncodedPicture.Frame(left, top, across, down));
            } else {
                throw bad(
                        " needs an image",
                        block == TRAILER
                                ? "none in " + name
                                : "block " + block + " before byte " + begin + " of " + name);
            }
        }
    }

    /** Passes over what follows the flags, then over a palette if there is one. */
    private void palette(byte flags, int skip) {
        int colours = (flags & 0x80) == 0 ? 0 : 2 << (flags & 7);
        in.position(in.position() + skip + 3 * colours);
    }

    private void subBlocks() {
        for (int length = in.get() & 0xFF; length > 0; length = in.get() & 0xFF) {
            in.position(in.position() + length);
        }
    }

    private void keep(int from) {
        essence.write(in.array(), from, in.position() - from);
    }

    private static BadDataException bad(String needs, String came) {
        return new BadDataException(
                "A GIF picture" + needs, came, "Save the picture again, or leave it out");
    }
}
