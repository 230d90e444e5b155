package dev.hearth.bench;

import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** JPEG files with something of a photograph: slopes, edges and noise, at quality 90. */
final class DrawnPictures {

    static final int WIDTH = 500;
    static final int HEIGHT = 375;

    private DrawnPictures() {}

    static List<Path> write(Path folder, int count) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Path file = folder.resolve(String.format(Locale.ROOT, "%03d.jpg", i));
            write(drawn(new Seed(1).child("picture").child(i).stream()), file);
            files.add(file);
        }
        return files;
    }

    private static BufferedImage drawn(RandomStream random) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setPaint(slope(random, 0, 0, WIDTH, HEIGHT));
        pen.fillRect(0, 0, WIDTH, HEIGHT);
        for (int i = 0; i < 40; i++) {
            int x = random.nextInt(WIDTH);
            int y = random.nextInt(HEIGHT);
            int size = 10 + random.nextInt(120);
            pen.setPaint(slope(random, x, y, x + size, y + size));
            if (random.nextBoolean()) {
                pen.fillOval(x, y, size, size);
            } else {
                pen.fillRect(x, y, size, size / 2);
            }
        }
        pen.dispose();
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                image.setRGB(x, y, noisy(image.getRGB(x, y), random));
            }
        }
        return image;
    }

    private static GradientPaint slope(RandomStream random, int x, int y, int toX, int toY) {
        Color from = new Color(random.nextInt(1 << 24));
        return new GradientPaint(x, y, from, toX, toY, new Color(random.nextInt(1 << 24)));
    }

    /** Of brightness mostly, as cameras' noise is after their own smoothing. */
    private static int noisy(int rgb, RandomStream random) {
        double shared = bell(random) * 6;
        int changed = 0;
        for (int shift = 0; shift < 24; shift += 8) {
            double value = (rgb >> shift & 0xFF) + shared + bell(random) * 3;
            changed |= (int) Math.max(0, Math.min(255, value)) << shift;
        }
        return changed;
    }

    /** Three uniform numbers: mean 0, variance 1. */
    private static double bell(RandomStream random) {
        return 2 * (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5);
    }

    private static void write(BufferedImage image, Path file) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
            ImageWriteParam quality = writer.getDefaultWriteParam();
            quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            quality.setCompressionQuality(0.9f);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), quality);
        } finally {
            writer.dispose();
        }
    }
}
