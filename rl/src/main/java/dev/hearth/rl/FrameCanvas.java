package dev.hearth.rl;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;

/** Frames as pictures: of characters for a terminal, of pixels for a file. */
public final class FrameCanvas {

    private static final String SHADES = " .:-=+*#%@";
    private static final int GROUND = 0x14213D;

    private FrameCanvas() {}

    /**
     * A frame for a terminal, in a box, a line a row. Where a plane is not zero its symbol stands;
     * a plane of bytes stands in shades.
     *
     * <pre>{@code
     * static void show(Game game, Environment environment) {
     *     byte[] frame = new byte[game.sight().cells()];
     *     environment.see(frame, 0);
     *     System.out.print(FrameCanvas.text(game.sight(), frame));
     * }
     * }</pre>
     *
     * @param sight what the frame is of
     * @param frame as {@link Environment#see} wrote it
     * @return lines, each with its end
     */
    public static String text(Observation sight, byte[] frame) {
        String edge = "+" + "-".repeat(sight.width()) + "+\n";
        StringBuilder lines = new StringBuilder(edge);
        for (int row = 0; row < sight.height(); row++) {
            lines.append('|');
            for (int column = 0; column < sight.width(); column++) {
                lines.append(symbol(sight, frame, row * sight.width() + column));
            }
            lines.append("|\n");
        }
        return lines.append(edge).toString();
    }

    private static char symbol(Observation sight, byte[] frame, int cell) {
        char shown = ' ';
        int area = sight.height() * sight.width();
        for (int plane = 0; plane < sight.planes().size(); plane++) {
            int value = frame[plane * area + cell] & 0xFF;
            if (sight.depth() == CellDepth.BYTES) {
                int shade = value * (SHADES.length() - 1) / 255;
                shown = shade > 0 ? SHADES.charAt(shade) : shown;
            } else if (value != 0 && sight.planes().get(plane).symbol() != ' ') {
                shown = sight.planes().get(plane).symbol();
            }
        }
        return shown;
    }

    /**
     * A frame in the planes' colours, on dark ground; of bits by a table of these few colours.
     *
     * @param sight what the frame is of
     * @param frame as {@link Environment#see} wrote it
     * @param scale pixels a cell, along each side
     * @return red, green and blue
     */
    public static BufferedImage image(Observation sight, byte[] frame, int scale) {
        int width = sight.width() * scale;
        int height = sight.height() * scale;
        BufferedImage image =
                sight.depth() == CellDepth.BYTES
                        ? new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB)
                        : new BufferedImage(
                                width, height, BufferedImage.TYPE_BYTE_INDEXED, table(sight));
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                // A line of ground around each cell tells neighbours apart.
                boolean gap = scale > 3 && (x % scale == 0 || y % scale == 0);
                int cell = y / scale * sight.width() + x / scale;
                image.setRGB(x, y, 0xFF000000 | (gap ? GROUND : colour(sight, frame, cell)));
            }
        }
        return image;
    }

    private static IndexColorModel table(Observation sight) {
        int[] colours = new int[Math.min(256, sight.planes().size() + 1)];
        colours[0] = GROUND;
        for (int i = 1; i < colours.length; i++) {
            colours[i] = sight.planes().get(i - 1).colour();
        }
        return new IndexColorModel(8, colours.length, colours, 0, false, -1, DataBuffer.TYPE_BYTE);
    }

    private static int colour(Observation sight, byte[] frame, int cell) {
        int shown = GROUND;
        int area = sight.height() * sight.width();
        for (int index = 0; index < sight.planes().size(); index++) {
            ObservationChannel plane = sight.planes().get(index);
            int value = frame[index * area + cell] & 0xFF;
            int share = sight.depth() == CellDepth.BITS ? value * 255 : value;
            if (share > 0 && plane.symbol() != ' ') {
                shown = mixed(shown, plane.colour(), share);
            }
        }
        return shown;
    }

    private static int mixed(int below, int above, int share) {
        int colour = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            int a = below >> shift & 0xFF;
            int b = above >> shift & 0xFF;
            colour |= (a + (b - a) * share / 255) << shift;
        }
        return colour;
    }
}
