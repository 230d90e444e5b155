package dev.hearth.train.log;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.zip.CRC32C;
import javax.imageio.ImageIO;

/**
 * An event file for TensorBoard: scalars and pictures by tag and step.
 *
 * <p>The framing is TFRecord's (length, masked CRC32C of the length, content, masked CRC32C of the
 * content), the content TensorFlow's {@code Event} message, file version 2. Each opening begins a new
 * file, whose name comes after those of the files before it, as does the wall time of its events, also
 * where the clock was set back: TensorBoard reads the files of a folder in the order of their names.
 *
 * <p>TensorBoard takes the first {@code SessionLog.START} of a run for its beginning; at each later one it
 * forgets every event of its step and after. So a file begins with a {@code START} at the first step that
 * is to come, and with two of them where there are files before it: those of earlier releases have none.
 *
 * <pre>{@code
 * try (TensorBoardLog board = TensorBoardLog.open(folder, Clock.systemUTC(), 0)) {
 *     board.scalar("classifier/loss", 1, 0.69);
 *     board.picture("samples", 1, image);
 * }
 * }</pre>
 */
public final class TensorBoardLog implements AutoCloseable {

    private static final int MASK_DELTA = 0xA282EAD8;
    private static final int SESSION_START = 1;
    private static final int RGB = 3;
    private static final int GREY = 1;

    private final FileChannel channel;
    private final Path path;
    private final InstantSource clock;
    private double wallTime;

    private TensorBoardLog(FileChannel channel, Path path, InstantSource clock, double wallTime) {
        this.channel = channel;
        this.path = path;
        this.clock = clock;
        this.wallTime = wallTime;
    }

    /**
     * Begins a file.
     *
     * @param folder it goes into; it must exist
     * @param clock gives the wall time of each event
     * @param stepsDone 0 for a new run; for a resumed one the last step that stays
     * @return the open file; close it
     * @throws IOException if it cannot be written
     */
    public static TensorBoardLog open(Path folder, InstantSource clock, long stepsDone)
            throws IOException {
        EventFiles before = EventFiles.in(folder);
        Path path = folder.resolve(before.next(clock.instant().getEpochSecond()));
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        TensorBoardLog log = new TensorBoardLog(channel, path, clock, before.lastWallTime());
        try {
            log.record(log.event(0).text(3, "brain.Event:2"));
            long firstToCome = stepsDone == 0 ? 0 : stepsDone + 1;
            for (int i = 0; i < (before.paths().isEmpty() ? 1 : 2); i++) {
                log.record(
                        log.event(firstToCome).message(7, new Protobuf().number(1, SESSION_START)));
            }
            return log;
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
    }

    /**
     * Adds a number.
     *
     * @param tag the curve, such as {@code classifier/loss}
     * @param step where on the curve
     * @param value kept in single precision
     * @throws IOException if it cannot be written
     */
    public void scalar(String tag, long step, double value) throws IOException {
        Protobuf entry = new Protobuf().text(1, tag).fixed(2, (float) value);
        record(event(step).message(5, new Protobuf().message(1, entry)));
    }

    /**
     * Adds a picture, as PNG.
     *
     * @param tag the row of pictures, such as {@code samples}
     * @param step where in the row
     * @param picture grey, or else shown in colour
     * @throws IOException if it cannot be written
     */
    public void picture(String tag, long step, BufferedImage picture) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", png);
        int space = picture.getColorModel().getNumColorComponents() == 1 ? GREY : RGB;
        Protobuf image =
                new Protobuf()
                        .number(1, picture.getHeight())
                        .number(2, picture.getWidth())
                        .number(3, space)
                        .bytes(4, png.toByteArray());
        Protobuf entry = new Protobuf().text(1, tag).message(4, image);
        record(event(step).message(5, new Protobuf().message(1, entry)));
    }

    /** Where the events go: the path of the file. */
    public Path path() {
        return path;
    }

    /**
     * Forces all events to the disk, such as before a checkpoint is written.
     *
     * @throws IOException if the disk refuses
     */
    public void force() throws IOException {
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private Protobuf event(long step) {
        wallTime = Math.max(wallTime, clock.millis() / 1000.0);
        return new Protobuf().fixed(1, wallTime).number(2, step);
    }

    private void record(Protobuf event) throws IOException {
        byte[] content = event.encoded();
        ByteBuffer record =
                ByteBuffer.allocate(8 + 4 + content.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(content.length);
        record.putInt(masked(record.array(), 8));
        record.put(content);
        record.putInt(masked(content, content.length));
        record.flip();
        while (record.hasRemaining()) {
            channel.write(record);
        }
    }

    /** TFRecord rotates and shifts its sums, for data that hold sums themselves. */
    private static int masked(byte[] bytes, int count) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, count);
        return Integer.rotateRight((int) sum.getValue(), 15) + MASK_DELTA;
    }
}
