package dev.hearth.train.log;

import dev.hearth.train.metric.Confusion;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A confusion matrix as a picture: a row for each class that pictures belong to, a column for each that
 * they were taken for, the darker the larger the share of the row. Up to 30 classes have their counts
 * written, up to 100 their names.
 *
 * <pre>{@code
 * static java.awt.image.BufferedImage draw(Confusion confusion) {
 *     return new ConfusionPicture("Pets", List.of("cat", "dog"), confusion).image();
 * }
 * }</pre>
 *
 * @param title above the picture
 * @param names of the classes, in the order of their labels
 * @param confusion of as many classes
 */
public record ConfusionPicture(String title, List<String> names, Confusion confusion) {

    private static final int WITH_COUNTS = 30;
    private static final int WITH_NAMES = 100;
    private static final int LONGEST_NAME = 22;
    private static final int SIDE = 760;
    private static final Color INK = new Color(0x0072B2);

    /** Copies the names. */
    public ConfusionPicture {
        names = List.copyOf(names);
        if (names.isEmpty()) {
            throw new IllegalArgumentException(
                    "ConfusionPicture needs a class. Received: none. Name the classes.");
        }
    }

    /** Draws it: about a thousand pixels wide and high. */
    public BufferedImage image() {
        int classes = names.size();
        boolean named = classes <= WITH_NAMES;
        int cell = Math.max(1, Math.min(64, SIDE / classes));
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, Math.max(8, Math.min(14, cell * 2 / 3)));
        int margin = named ? 34 + longest() * font.getSize() * 6 / 10 : 50;
        int side = cell * classes;
        int width = Math.max(margin + side + 30, 420);
        BufferedImage image =
                new BufferedImage(width, 50 + side + margin + 20, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, image.getWidth(), image.getHeight());
        pen.setColor(PngFile.TEXT);
        pen.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 17));
        pen.drawString(title, 14, 28);
        for (int row = 0; row < classes; row++) {
            long all = confusion.undecided(row);
            for (int column = 0; column < classes; column++) {
                all += confusion.count(row, column);
            }
            for (int column = 0; column < classes; column++) {
                long count = confusion.count(row, column);
                double share = all == 0 ? 0 : count / (double) all;
                int x = margin + column * cell;
                int y = 50 + row * cell;
                pen.setColor(shade(share));
                pen.fillRect(x, y, cell, cell);
                if (count > 0 && classes <= WITH_COUNTS) {
                    pen.setFont(font);
                    pen.setColor(share > 0.55 ? Color.WHITE : PngFile.TEXT);
                    centred(pen, Long.toString(count), x, y, cell);
                }
            }
        }
        pen.setFont(font);
        pen.setColor(PngFile.TEXT);
        if (named) {
            names(pen, margin, side, cell);
        }
        pen.setFont(new Font(Font.SANS_SERIF, Font.ITALIC, 13));
        pen.drawString("rows: what it is; columns: what it was taken for", 14, 44);
        pen.dispose();
        return image;
    }

    private int longest() {
        return names.stream().mapToInt(name -> brief(name).length()).max().orElse(0);
    }

    private static String brief(String name) {
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME - 1) + "…" : name;
    }

    private void names(Graphics2D pen, int margin, int side, int cell) {
        int height = pen.getFontMetrics().getAscent();
        for (int i = 0; i < names.size(); i++) {
            String name = brief(names.get(i));
            int middle = i * cell + cell / 2 + height / 2 - 1;
            int width = pen.getFontMetrics().stringWidth(name);
            pen.drawString(name, margin - 8 - width, 50 + middle);
            AffineTransform upright = pen.getTransform();
            pen.translate(margin + middle, 50 + side + 8 + width);
            pen.rotate(-Math.PI / 2);
            pen.drawString(name, 0, 0);
            pen.setTransform(upright);
        }
    }

    private static void centred(Graphics2D pen, String text, int x, int y, int cell) {
        int width = pen.getFontMetrics().stringWidth(text);
        int height = pen.getFontMetrics().getAscent();
        pen.drawString(text, x + (cell - width) / 2, y + (cell + height) / 2 - 2);
    }

    private static Color shade(double share) {
        int from = 0xF4;
        return new Color(
                (int) (from + (INK.getRed() - from) * share),
                (int) (from + (INK.getGreen() - from) * share),
                (int) (from + (INK.getBlue() - from) * share));
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
