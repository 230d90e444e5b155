package dev.hearth.data.dataset;

import dev.hearth.data.image.Picture;
import dev.hearth.data.image.PictureDamage;
import dev.hearth.data.image.ReducedPicture;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;

/**
 * A file of pictures, one behind another, to which more are added. An entry: the length of its head and
 * CRC-32 of all that follows, then the head (SHA-256 of the picture's file, what was done to it, the whole
 * picture's extent, divisor, damage, the kept picture's extent), then red, green and blue.
 *
 * <p>Whoever adds holds a lock meanwhile, sees what others have added, and cuts off what is not whole at the
 * end. Where the lock is another's at that moment, nothing is added.
 */
final class PicturePack {

    /** Changes with the format and with the pixels that decoding gives. */
    private static final byte[] HEADER = "Hearth pictures 1\n".getBytes(StandardCharsets.US_ASCII);

    private static final int BEGIN = 8;
    private static final int SHA = 32;
    private static final int FIXED = SHA + 2 + 4 + 4 + 1 + 1 + 4 + 4;
    private static final int LONGEST_HEAD = FIXED + 1000;
    private static final long SPARE = 2_000_000_000L;

    /** What others have, and the disk's free space, is asked for again after one of so many parts of the limit. */
    private static final int STEPS = 100;

    private static final System.Logger LOG = System.getLogger(PictureCache.class.getName());

    /** How many bytes the file may have, by how many it needs. */
    @FunctionalInterface
    interface Room {
        long of(long needed) throws IOException;
    }

    /** What a picture is found by. */
    record Key(String sha256, String how) {}

    /** Columns and rows of a whole picture. */
    record Extent(int width, int height) {}

    /** Where an entry lies. */
    private record Place(long at, int head, int pixels) {}

    private record Head(
            Key key, int width, int height, int factor, int damage, int across, int down) {

        int pixels() {
            return Math.multiplyExact(3, Math.multiplyExact(across, down));
        }
    }

    private final Path file;
    private final long most;
    private final Room room;
    private final FileChannel channel;
    private final Map<Key, Place> places = new ConcurrentHashMap<>();
    private final Map<String, Extent> extents = new ConcurrentHashMap<>();
    private long end;
    private long roomUntil;
    private boolean isFull;

    private PicturePack(Path file, long most, Room room, FileChannel channel) {
        this.file = file;
        this.most = most;
        this.room = room;
        this.channel = channel;
    }

    /** Opens a file; one that is not there is made. */
    static PicturePack open(Path file, long most, Room room) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            PicturePack pack = new PicturePack(file, most, room, channel);
            pack.scan();
            return pack;
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    /** The right to add, at a place beyond every picture, so that others can read on every system. */
    private Optional<FileLock> locked() throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock(Long.MAX_VALUE - 1, 1, false));
        } catch (OverlappingFileLockException here) {
            return Optional.empty();
        }
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /** Finds what has been added since the last time. */
    private void scan() throws IOException {
        long size = channel.size();
        if (size < end) {
            // Another process has begun anew.
            end = 0;
            places.clear();
            extents.clear();
        }
        if (end == 0) {
            byte[] header = new byte[HEADER.length];
            boolean known = filled(ByteBuffer.wrap(header), 0) && Arrays.equals(header, HEADER);
            if (!known || size > most) {
                return;
            }
            end = HEADER.length;
        }
        ByteBuffer head = ByteBuffer.allocate(BEGIN + LONGEST_HEAD);
        while (end < size) {
            head.clear().limit((int) Math.min(head.capacity(), size - end));
            Optional<Head> read = filled(head, end) ? head(head.flip()) : Optional.empty();
            int length = read.isEmpty() ? 0 : head.getInt(0);
            if (read.isEmpty() || size - end - BEGIN - length < read.get().pixels()) {
                return;
            }
            add(read.get(), end, length);
            end += BEGIN + length + read.get().pixels();
        }
    }

    /** Makes the end of the file the end of its last whole picture; begins anew where the file is none of these. */
    private void mend() throws IOException {
        scan();
        if (end < channel.size()) {
            channel.truncate(end);
        }
        if (end == 0) {
            channel.write(ByteBuffer.wrap(HEADER), 0);
            end = HEADER.length;
        }
    }

    /** Reads until the buffer is full. */
    private boolean filled(ByteBuffer buffer, long from) throws IOException {
        for (long at = from; buffer.hasRemaining(); ) {
            int count = channel.read(buffer, at);
            if (count < 0) {
                return false;
            }
            at += count;
        }
        return true;
    }

    private static Optional<Head> head(ByteBuffer in) {
        try {
            int length = in.getInt();
            in.getInt();
            byte[] sha = new byte[SHA];
            in.get(sha);
            byte[] how = new byte[in.getShort()];
            in.get(how);
            Head head =
                    new Head(
                            new Key(
                                    HexFormat.of().formatHex(sha),
                                    new String(how, StandardCharsets.UTF_8)),
                            in.getInt(),
                            in.getInt(),
                            in.get(),
                            in.get(),
                            in.getInt(),
                            in.getInt());
            boolean fits = length == FIXED + how.length && head.across() > 0 && head.down() > 0;
            return fits && head.pixels() > 0 ? Optional.of(head) : Optional.empty();
        } catch (BufferUnderflowException | ArithmeticException | NegativeArraySizeException e) {
            return Optional.empty();
        }
    }

    private void add(Head head, long at, int length) {
        places.put(head.key(), new Place(at, length, head.pixels()));
        if (head.width() > 0) {
            extents.put(head.key().sha256(), new Extent(head.width(), head.height()));
        }
    }

    /** The extent of a whole picture of which a reduced one is kept. */
    Optional<Extent> extent(String sha256) {
        return Optional.ofNullable(extents.get(sha256));
    }

    /** A kept picture; empty where there is none, or its bytes are not those that were written. */
    Optional<ReducedPicture> get(Key key) {
        Place place = places.get(key);
        if (place == null) {
            return Optional.empty();
        }
        ByteBuffer begin = ByteBuffer.allocate(BEGIN + place.head());
        byte[] rgb = new byte[place.pixels()];
        try {
            if (filled(begin, place.at())
                    && filled(ByteBuffer.wrap(rgb), place.at() + begin.capacity())) {
                Optional<Head> head = head(begin.flip());
                CRC32 crc = new CRC32();
                crc.update(begin.array(), BEGIN, place.head());
                crc.update(rgb);
                boolean isWhole = begin.getInt(4) == (int) crc.getValue();
                if (isWhole && head.isPresent() && head.get().key().equals(key)) {
                    return Optional.of(picture(head.get(), rgb));
                }
            }
        } catch (ClosedChannelException closed) {
            // By an interrupt; it is opened again for the next picture.
            return Optional.empty();
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.DEBUG, "{0} cannot be read: {1}", file, failure.toString());
        }
        places.remove(key, place);
        return Optional.empty();
    }

    private static ReducedPicture picture(Head head, byte[] rgb) {
        Set<PictureDamage> damage = EnumSet.noneOf(PictureDamage.class);
        for (PictureDamage one : PictureDamage.values()) {
            if ((head.damage() & 1 << one.ordinal()) != 0) {
                damage.add(one);
            }
        }
        Picture picture = new Picture(head.across(), head.down(), rgb);
        return new ReducedPicture(picture, head.width(), head.height(), head.factor(), damage);
    }

    /** Adds a picture, unless there is no room, or another adds one at this moment. */
    synchronized void put(Key key, ReducedPicture made) {
        if (isFull || places.containsKey(key)) {
            return;
        }
        ByteBuffer all = entry(key, made);
        try {
            Optional<FileLock> lock = locked();
            if (lock.isEmpty()) {
                return;
            }
            try {
                mend();
                append(all);
            } finally {
                if (lock.get().isValid()) {
                    lock.get().release();
                }
            }
        } catch (ClosedChannelException closed) {
            // By an interrupt; what was written in part is cut off by whoever adds next.
            return;
        } catch (IOException failure) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "No more pictures are kept: {0}",
                    failure.toString());
            isFull = true;
        }
    }

    private static ByteBuffer entry(Key key, ReducedPicture made) {
        byte[] how = key.how().getBytes(StandardCharsets.UTF_8);
        byte[] rgb = made.picture().bytes();
        int length = FIXED + how.length;
        ByteBuffer all = ByteBuffer.allocate(BEGIN + length + rgb.length);
        all.putInt(length).putInt(0).put(HexFormat.of().parseHex(key.sha256()));
        all.putShort((short) how.length).put(how);
        all.putInt(made.width()).putInt(made.height()).put((byte) made.factor());
        int damage = made.damage().stream().mapToInt(one -> 1 << one.ordinal()).sum();
        all.put((byte) damage).putInt(made.picture().width()).putInt(made.picture().height());
        all.put(rgb).flip();
        CRC32 crc = new CRC32();
        crc.update(all.array(), BEGIN, all.limit() - BEGIN);
        return all.putInt(4, (int) crc.getValue());
    }

    private boolean hasRoom(long until) throws IOException {
        if (until > roomUntil) {
            long next = Math.min(room.of(until), Math.max(until, end + most / STEPS));
            long free = Files.getFileStore(file).getUsableSpace();
            roomUntil = free < SPARE + next - end ? 0 : next;
        }
        return until <= roomUntil;
    }

    private void append(ByteBuffer all) throws IOException {
        if (end + all.limit() > most || !hasRoom(end + all.limit())) {
            isFull = true;
            return;
        }
        long at = end;
        while (all.hasRemaining()) {
            at += channel.write(all, at);
        }
        add(head(all.flip()).orElseThrow(), end, all.getInt(0));
        end = at;
    }
}
