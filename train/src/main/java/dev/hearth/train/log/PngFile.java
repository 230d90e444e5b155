package dev.hearth.train.log;

import dev.hearth.weights.AtomicFile;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Drawn images as PNG files. */
public final class PngFile {

    /** The colour of text in drawn images. */
    static final Color TEXT = new Color(0x333333);

    private PngFile() {}

    /**
     * Writes an image whole or not at all.
     *
     * @param image what was drawn
     * @param file where
     * @throws IOException if it cannot be written; an older file then stays
     */
    public static void write(BufferedImage image, Path file) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        AtomicFile.write(file, out -> out.write(ByteBuffer.wrap(png.toByteArray())));
    }
}
