package dev.hearth.train.log;

import dev.hearth.weights.AtomicFile;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;

/**
 * Pictures one after the other in a GIF file (GIF89a), again and again.
 *
 * <p>Grey pictures keep their 256 shades exactly; colours are reduced to 256 of them for each
 * picture.
 *
 * <pre>{@code
 * new AnimatedGif(Duration.ofMillis(200), Duration.ofSeconds(2)).write(frames, Path.of("film.gif"));
 * }</pre>
 *
 * @param delay how long each picture is seen; in hundredths of a second, at least 20 ms, below which
 *     browsers take their own
 * @param rest how much longer the last one is seen
 */
public record AnimatedGif(Duration delay, Duration rest) {

    private static final String FORMAT = "javax_imageio_gif_image_1.0";
    private static final long HUNDREDTH = 10;
    private static final long LONGEST = 65_535;

    /** Refuses delays that no file can say. */
    public AnimatedGif {
        boolean sound =
                delay.toMillis() >= 2 * HUNDREDTH
                        && !rest.isNegative()
                        && delay.plus(rest).toMillis() / HUNDREDTH <= LONGEST;
        if (!sound) {
            throw new IllegalArgumentException(
                    "AnimatedGif needs a delay of at least 20 ms, and below 11 minutes with the rest."
                            + " Received: delay="
                            + delay
                            + ", rest="
                            + rest
                            + ". Use 200 ms.");
        }
    }

    /**
     * Writes the file, whole or not at all.
     *
     * @param frames at least one, all of one extent
     * @param file its place; the folder must exist
     * @throws IOException if it cannot be written
     * @throws IllegalArgumentException if there are none, or their extents differ
     */
    public void write(List<BufferedImage> frames, Path file) throws IOException {
        byte[] bytes = bytes(frames);
        AtomicFile.write(file, out -> out.write(ByteBuffer.wrap(bytes)));
    }

    private byte[] bytes(List<BufferedImage> frames) throws IOException {
        long extents =
                frames.stream()
                        .map(each -> each.getWidth() + "×" + each.getHeight())
                        .distinct()
                        .count();
        if (extents != 1) {
            throw new IllegalArgumentException(
                    "AnimatedGif needs pictures of one extent. Received: "
                            + frames.size()
                            + " pictures of "
                            + extents
                            + " extents. Draw all of them alike.");
        }
        ByteArrayOutputStream gif = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(gif)) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (int i = 0; i < frames.size(); i++) {
                BufferedImage frame = shaded(frames.get(i));
                long millis = (i == frames.size() - 1 ? delay.plus(rest) : delay).toMillis();
                IIOMetadata about =
                        writer.getDefaultImageMetadata(new ImageTypeSpecifier(frame), null);
                describe(about, millis / HUNDREDTH);
                writer.writeToSequence(new IIOImage(frame, null, about), null);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
        return gif.toByteArray();
    }

    /** Grey by a table of all greys, so that the writer need not choose colours. */
    private static BufferedImage shaded(BufferedImage frame) {
        if (frame.getType() != BufferedImage.TYPE_BYTE_GRAY) {
            return frame;
        }
        byte[] shades = new byte[256];
        for (int i = 0; i < shades.length; i++) {
            shades[i] = (byte) i;
        }
        BufferedImage indexed =
                new BufferedImage(
                        frame.getWidth(),
                        frame.getHeight(),
                        BufferedImage.TYPE_BYTE_INDEXED,
                        new IndexColorModel(8, 256, shades, shades, shades));
        indexed.getRaster().setRect(frame.getRaster());
        return indexed;
    }

    private static void describe(IIOMetadata about, long hundredths) throws IOException {
        IIOMetadataNode root = (IIOMetadataNode) about.getAsTree(FORMAT);
        IIOMetadataNode control = child(root, "GraphicControlExtension");
        control.setAttribute("disposalMethod", "none");
        control.setAttribute("userInputFlag", "FALSE");
        control.setAttribute("transparentColorFlag", "FALSE");
        control.setAttribute("transparentColorIndex", "0");
        control.setAttribute("delayTime", Long.toString(hundredths));
        IIOMetadataNode netscape = new IIOMetadataNode("ApplicationExtension");
        netscape.setAttribute("applicationID", "NETSCAPE");
        netscape.setAttribute("authenticationCode", "2.0");
        // Sub-block 1: how often, low byte first; 0 for ever.
        netscape.setUserObject(new byte[] {1, 0, 0});
        child(root, "ApplicationExtensions").appendChild(netscape);
        about.setFromTree(FORMAT, root);
    }

    private static IIOMetadataNode child(IIOMetadataNode root, String name) {
        for (int i = 0; i < root.getLength(); i++) {
            if (root.item(i).getNodeName().equals(name)) {
                return (IIOMetadataNode) root.item(i);
            }
        }
        IIOMetadataNode fresh = new IIOMetadataNode(name);
        root.appendChild(fresh);
        return fresh;
    }
}
