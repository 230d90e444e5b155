package dev.hearth.train.log;

import dev.hearth.data.ImageShape;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Small pictures in rows: samples of a generator, the way between two of them, each beside the
 * training image that it is nearest to.
 *
 * <pre>{@code
 * PictureSheet.of(new ImageShape(1, 28, 28), samples.toFloats()).columns(8).write(Path.of("grid.png"));
 * }</pre>
 */
public final class PictureSheet {

    static final int GAP = 2;
    private static final int WIDE = 10;
    static final int MARGIN = 8;

    /** Pixels that a picture's longer side should have, if whole magnification allows. */
    private static final int COMFORTABLE = 56;

    private final ImageShape pixels;
    private final float[] images;
    private final int count;
    private final int columns;
    private final int group;
    private final int scale;
    private final ShadeMapping contrast;
    private final List<String> rows;

    private PictureSheet(
            ImageShape pixels,
            float[] images,
            int columns,
            int group,
            int scale,
            ShadeMapping contrast,
            List<String> rows) {
        this.pixels = pixels;
        this.images = images;
        this.count = images.length / pixels.count();
        this.columns = columns;
        this.group = group;
        this.scale = scale;
        this.contrast = contrast;
        this.rows = List.copyOf(rows);
    }

    /**
     * A sheet, about as wide as high, magnified to be seen.
     *
     * @param pixels the extent of each picture: one channel for grey, three for colours
     * @param images their values, as in {@code [count][channels][height][width]}; copied
     * @return to be written, or amended first
     * @throws IllegalArgumentException if there is none, or a part of one, or another count of channels
     */
    public static PictureSheet of(ImageShape pixels, float[] images) {
        boolean whole = images.length > 0 && images.length % pixels.count() == 0;
        if (!whole || pixels.channels() != 1 && pixels.channels() != 3) {
            throw new IllegalArgumentException(
                    "PictureSheet needs whole pictures of one channel or three. Received: "
                            + images.length
                            + " values for pictures of "
                            + pixels
                            + ". Give every picture in full.");
        }
        int count = images.length / pixels.count();
        return new PictureSheet(
                pixels,
                images.clone(),
                (int) Math.ceil(Math.sqrt(count)),
                1,
                comfortable(pixels),
                ShadeMapping.UNIT,
                List.of());
    }

    private static int comfortable(ImageShape pixels) {
        return Math.max(1, COMFORTABLE / Math.max(pixels.height(), pixels.width()));
    }

    /** From the top of one row to that of the next, magnified as by default. */
    static int rowHeight(ImageShape pixels) {
        return pixels.height() * comfortable(pixels) + GAP;
    }

    /**
     * The same with so many pictures in a row.
     *
     * @param columns at least 1
     * @return a new sheet
     */
    public PictureSheet columns(int columns) {
        atLeastOne("columns", columns);
        return new PictureSheet(pixels, images, columns, group, scale, contrast, rows);
    }

    /**
     * The same with a wider gap after every so many pictures of a row: 2 for pairs.
     *
     * @param group at least 1; 1 for even gaps
     * @return a new sheet
     */
    public PictureSheet groups(int group) {
        atLeastOne("groups", group);
        return new PictureSheet(pixels, images, columns, group, scale, contrast, rows);
    }

    /**
     * The same with every pixel drawn as a square.
     *
     * @param scale its side, at least 1
     * @return a new sheet
     */
    public PictureSheet scale(int scale) {
        atLeastOne("scale", scale);
        return new PictureSheet(pixels, images, columns, group, scale, contrast, rows);
    }

    /**
     * The same with other shades.
     *
     * @param contrast how values become shades
     * @return a new sheet
     */
    public PictureSheet contrast(ShadeMapping contrast) {
        return new PictureSheet(pixels, images, columns, group, scale, contrast, rows);
    }

    /**
     * The same with words at the left of the rows.
     *
     * @param words from the top; rows below the last have none
     * @return a new sheet
     */
    public PictureSheet rows(List<String> words) {
        return new PictureSheet(pixels, images, columns, group, scale, contrast, words);
    }

    private static void atLeastOne(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    what + " needs a count of at least 1. Received: " + value + ". Use 8.");
        }
    }

    /** How many pictures there are: at least 1. */
    public int count() {
        return count;
    }

    /** Draws it: on white; grey alone if the pictures are grey. */
    public BufferedImage image() {
        int across = Math.min(columns, count);
        int down = (count + columns - 1) / columns;
        int width = pixels.width() * scale;
        int height = pixels.height() * scale;
        int left = MARGIN + wordWidth();
        int wide = group > 1 ? WIDE : GAP;
        BufferedImage sheet =
                new BufferedImage(
                        left + x(across - 1, width, wide) + width + MARGIN,
                        2 * MARGIN + down * (height + GAP) - GAP,
                        pixels.channels() == 1
                                ? BufferedImage.TYPE_BYTE_GRAY
                                : BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = sheet.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        for (int i = 0; i < count; i++) {
            paint(
                    sheet,
                    i,
                    left + x(i % columns, width, wide),
                    MARGIN + i / columns * (height + GAP));
        }
        pen.setColor(PngFile.TEXT);
        pen.setFont(font());
        pen.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        FontMetrics size = pen.getFontMetrics();
        for (int row = 0; row < Math.min(down, rows.size()); row++) {
            int middle = MARGIN + row * (height + GAP) + height / 2;
            pen.drawString(rows.get(row), MARGIN, middle + size.getAscent() / 2 - 1);
        }
        pen.dispose();
        return sheet;
    }

    private int x(int column, int width, int wide) {
        return column * (width + GAP) + column / group * (wide - GAP);
    }

    private static Font font() {
        return new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    }

    private int wordWidth() {
        if (rows.isEmpty()) {
            return 0;
        }
        Graphics2D pen = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY).createGraphics();
        FontMetrics size = pen.getFontMetrics(font());
        int widest = rows.stream().mapToInt(size::stringWidth).max().orElse(0);
        pen.dispose();
        return widest + MARGIN;
    }

    private void paint(BufferedImage sheet, int picture, int left, int top) {
        int plane = pixels.height() * pixels.width();
        int from = picture * pixels.count();
        float reach = reach(from);
        int[] square = new int[pixels.channels() * scale * scale];
        for (int at = 0; at < plane; at++) {
            for (int k = 0; k < square.length; k++) {
                int channel = k % pixels.channels();
                square[k] = shade(images[from + channel * plane + at], reach);
            }
            int x = left + at % pixels.width() * scale;
            int y = top + at / pixels.width() * scale;
            sheet.getRaster().setPixels(x, y, scale, scale, square);
        }
    }

    /** The greatest magnitude in a picture, or 1 where that does not matter. */
    private float reach(int from) {
        if (contrast == ShadeMapping.UNIT) {
            return 1;
        }
        float reach = 0;
        for (int i = from; i < from + pixels.count(); i++) {
            reach = Math.max(reach, Math.abs(images[i]));
        }
        return reach == 0 ? 1 : reach;
    }

    private int shade(float value, float reach) {
        float unit = contrast == ShadeMapping.UNIT ? value : (value / reach + 1) / 2;
        // NaN is neither below nor above, and a cast makes it 0.
        return (int) (Math.min(1, Math.max(0, unit)) * 255 + 0.5f);
    }

    /**
     * Draws it into a PNG file, whole or not at all.
     *
     * @param file its place; the folder must exist
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        PngFile.write(image(), file);
    }

    /**
     * Puts pictures in turn: the first of each list, then the second of each, and so on. With pairs
     * of samples and their neighbours this is what {@link #groups} wants.
     *
     * @param pixels the extent of each picture
     * @param lists as many pictures in each
     * @return all of them
     * @throws IllegalArgumentException if the lists are not of one length
     */
    public static float[] inTurn(ImageShape pixels, List<float[]> lists) {
        List<Integer> lengths =
                new ArrayList<>(lists.stream().map(each -> each.length).distinct().toList());
        if (lengths.size() != 1) {
            throw new IllegalArgumentException(
                    "inTurn needs lists of one length. Received: lengths "
                            + lengths
                            + ". Give as many pictures in each.");
        }
        int size = pixels.count();
        int each = lengths.get(0) / size;
        float[] all = new float[lists.size() * lengths.get(0)];
        for (int i = 0; i < each; i++) {
            for (int l = 0; l < lists.size(); l++) {
                System.arraycopy(lists.get(l), i * size, all, (i * lists.size() + l) * size, size);
            }
        }
        return all;
    }
}
