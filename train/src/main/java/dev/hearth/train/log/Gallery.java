package dev.hearth.train.log;

import dev.hearth.data.image.Picture;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Pictures in rows, with two lines under each, such as the worst mistakes of a classifier.
 *
 * <pre>{@code
 * static java.awt.image.BufferedImage draw(Picture cat) {
 *     return new Gallery("Mistakes", List.of(new Gallery.Frame(cat, "cat", "taken for dog"))).image();
 * }
 * }</pre>
 *
 * @param title above the pictures
 * @param frames in the order of reading; none where there is nothing to show
 */
public record Gallery(String title, List<Frame> frames) {

    private static final int SIDE = 168;
    private static final int GAP = 14;
    private static final int TEXT = 40;
    private static final int HEAD = 48;
    private static final int COLUMNS = 5;

    /**
     * A picture with its lines.
     *
     * @param picture in colour, of any size
     * @param first line under it
     * @param second line under it
     */
    public record Frame(Picture picture, String first, String second) {}

    /** Copies the list. */
    public Gallery {
        frames = List.copyOf(frames);
    }

    /** Draws it: five pictures wide. */
    public BufferedImage image() {
        int rows = Math.max(1, (frames.size() + COLUMNS - 1) / COLUMNS);
        BufferedImage image =
                new BufferedImage(
                        GAP + COLUMNS * (SIDE + GAP),
                        HEAD + rows * (SIDE + TEXT + GAP),
                        BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, image.getWidth(), image.getHeight());
        pen.setColor(PngFile.TEXT);
        pen.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 17));
        pen.drawString(title, GAP, 30);
        pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        for (int i = 0; i < frames.size(); i++) {
            int x = GAP + i % COLUMNS * (SIDE + GAP);
            int y = HEAD + i / COLUMNS * (SIDE + TEXT + GAP);
            Frame frame = frames.get(i);
            BufferedImage shown = shown(frame.picture());
            double scale = SIDE / (double) Math.max(shown.getWidth(), shown.getHeight());
            int width = Math.max(1, (int) Math.round(shown.getWidth() * scale));
            int height = Math.max(1, (int) Math.round(shown.getHeight() * scale));
            pen.drawImage(
                    shown, x + (SIDE - width) / 2, y + (SIDE - height) / 2, width, height, null);
            pen.drawString(fitting(pen, frame.first()), x, y + SIDE + 16);
            pen.drawString(fitting(pen, frame.second()), x, y + SIDE + 33);
        }
        pen.dispose();
        return image;
    }

    private static BufferedImage shown(Picture picture) {
        BufferedImage image =
                new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
        byte[] bytes = picture.bytes();
        int channels = picture.channels();
        for (int i = 0; i < picture.width() * picture.height(); i++) {
            int red = bytes[i * channels] & 0xFF;
            int green = bytes[i * channels + (channels == 3 ? 1 : 0)] & 0xFF;
            int blue = bytes[i * channels + (channels == 3 ? 2 : 0)] & 0xFF;
            image.setRGB(i % picture.width(), i / picture.width(), red << 16 | green << 8 | blue);
        }
        return image;
    }

    private static String fitting(Graphics2D pen, String text) {
        String brief = text;
        while (pen.getFontMetrics().stringWidth(brief) > SIDE && brief.length() > 2) {
            brief = brief.substring(0, brief.length() - 2) + "…";
        }
        return brief;
    }

    /**
     * Draws it into a file, whole or not at all.
     *
     * @param file a PNG
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        PngFile.write(image(), file);
    }
}
