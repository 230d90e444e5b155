package dev.hearth.train.log;

import dev.hearth.data.BadDataException;
import dev.hearth.data.ImageShape;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * What a generator made of the same noise, epoch after epoch: a page each, a PNG file in a folder,
 * pixel by pixel. Of the pages a film and a strip are made; a run that goes on adds to them.
 *
 * @param folder where the pages are
 * @param pixels the extent of each picture
 * @param columns pictures in a row of a page
 * @param contrast how values become shades
 */
public record SampleHistory(Path folder, ImageShape pixels, int columns, ShadeMapping contrast) {

    private static final Pattern PAGE = Pattern.compile("epoch-(\\d{4,6})\\.png");
    private static final int CAPTION = 22;
    private static final int ASIDE = PictureSheet.MARGIN;
    private static final int WORDS = 74;

    /**
     * Adds a page, or puts one in another's place.
     *
     * @param epoch after which it was made; 0 for before the first
     * @param images of the same noise each time, as in {@link PictureSheet#of}
     * @throws IOException if it cannot be written
     */
    public void add(int epoch, float[] images) throws IOException {
        Files.createDirectories(folder);
        PictureSheet.of(pixels, images)
                .columns(columns)
                .contrast(contrast)
                .write(folder.resolve(String.format(Locale.ROOT, "epoch-%04d.png", epoch)));
    }

    /**
     * The epochs that have a page.
     *
     * @return ascending
     * @throws IOException if the folder cannot be read
     */
    public List<Integer> epochs() throws IOException {
        return List.copyOf(pages().keySet());
    }

    private TreeMap<Integer, Path> pages() throws IOException {
        TreeMap<Integer, Path> pages = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                files.forEach(
                        file -> {
                            Matcher name = PAGE.matcher(file.getFileName().toString());
                            if (name.matches()) {
                                pages.put(Integer.parseInt(name.group(1)), file);
                            }
                        });
            }
        }
        return pages;
    }

    private List<BufferedImage> read(List<Integer> epochs) throws IOException {
        TreeMap<Integer, Path> pages = pages();
        List<BufferedImage> images = new ArrayList<>();
        for (int epoch : epochs) {
            Path file = pages.get(epoch);
            BufferedImage image = file == null ? null : ImageIO.read(file.toFile());
            if (image == null) {
                throw new BadDataException(
                        "An album has pages of samples by epoch",
                        file == null
                                ? "no page of epoch " + epoch + " in " + folder
                                : file + ", which is no PNG",
                        "Train again, or ask for one of the epochs " + epochs());
            }
            images.add(image);
        }
        return images;
    }

    /** Some epochs of those that there are, the first and the last among them. */
    private List<Integer> some(int most) throws IOException {
        List<Integer> all = epochs();
        if (all.isEmpty()) {
            throw new BadDataException(
                    "An album has pages of samples by epoch",
                    "none in " + folder,
                    "Train a recipe that draws them first");
        }
        if (all.size() <= most) {
            return all;
        }
        List<Integer> some = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            some.add(all.get((int) Math.round(i * (all.size() - 1.0) / Math.max(1, most - 1))));
        }
        return some;
    }

    /**
     * Makes a film: every page with its epoch below.
     *
     * @param file a GIF
     * @param delay how long each page is seen
     * @param most pages; of more, some are left out, evenly
     * @throws IOException if something cannot be read or written
     * @throws BadDataException if there is no page
     */
    public void film(Path file, Duration delay, int most) throws IOException {
        List<Integer> epochs = some(most);
        List<BufferedImage> frames = new ArrayList<>();
        List<BufferedImage> pages = read(epochs);
        for (int i = 0; i < pages.size(); i++) {
            frames.add(captioned(pages.get(i), "epoch " + epochs.get(i)));
        }
        new AnimatedGif(delay, delay.multipliedBy(5)).write(frames, file);
    }

    private static BufferedImage captioned(BufferedImage page, String words) {
        BufferedImage frame = blank(page.getWidth(), page.getHeight() + CAPTION, page);
        Graphics2D pen = pen(frame);
        frame.getRaster().setRect(0, 0, page.getRaster());
        pen.drawString(words, ASIDE, page.getHeight() + CAPTION - 8);
        pen.dispose();
        return frame;
    }

    private static BufferedImage blank(int width, int height, BufferedImage like) {
        boolean grey = like.getRaster().getNumBands() == 1;
        return new BufferedImage(
                width, height, grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    }

    private static Graphics2D pen(BufferedImage frame) {
        Graphics2D pen = frame.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, frame.getWidth(), frame.getHeight());
        pen.setColor(PngFile.TEXT);
        pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        pen.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        return pen;
    }

    /**
     * Makes a strip: the first row of some pages, one below the other, each with its epoch.
     *
     * @param file a PNG
     * @param most rows; of more pages, some are left out, evenly
     * @throws IOException if something cannot be read or written
     * @throws BadDataException if there is no page
     */
    public void strip(Path file, int most) throws IOException {
        List<Integer> epochs = some(most);
        List<BufferedImage> pages = read(epochs);
        int row = PictureSheet.rowHeight(pixels);
        int width = pages.get(0).getWidth() + WORDS;
        BufferedImage strip = blank(width, pages.size() * row + 2 * ASIDE, pages.get(0));
        Graphics2D pen = pen(strip);
        for (int i = 0; i < pages.size(); i++) {
            int top = ASIDE + i * row;
            BufferedImage page = pages.get(i);
            pen.drawImage(
                    page.getSubimage(0, ASIDE, page.getWidth(), row - PictureSheet.GAP),
                    WORDS,
                    top,
                    null);
            pen.drawString("epoch " + epochs.get(i), ASIDE, top + row / 2 + 4);
        }
        pen.dispose();
        PngFile.write(strip, file);
    }
}
