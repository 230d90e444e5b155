package dev.hearth.weights;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The format before PyTorch 1.6: pickles one after another (a magic number, a version, the computer's
 * habits, the state dict, the storages' keys), then each storage in that order, its count first.
 */
final class TorchLegacy implements TorchArchive {

    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long VERSION = 1001;

    private final FileChannel channel;
    private final Object root;
    private final Map<String, Long> places;

    private TorchLegacy(FileChannel channel, Object root, Map<String, Long> places) {
        this.channel = channel;
        this.root = root;
        this.places = places;
    }

    static TorchLegacy open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return opened(path.toString(), channel);
        } catch (IOException | RuntimeException | Error failure) {
            channel.close();
            throw failure;
        }
    }

    private static TorchLegacy opened(String file, FileChannel channel) throws IOException {
        Map<String, TorchStorage> storages = new HashMap<>();
        Counted in = new Counted(file, new BufferedInputStream(Channels.newInputStream(channel)));
        Object magic = new Pickle(file, in, storages).read();
        Object version = new Pickle(file, in, storages).read();
        if (!MAGIC.equals(magic) || !Long.valueOf(VERSION).equals(version)) {
            throw Pickle.refused(
                    file,
                    "PyTorch's magic number and version " + VERSION,
                    "others; is it another program's pickle?");
        }
        Object habits = new Pickle(file, in, storages).read();
        if (!(habits instanceof Map<?, ?> dict)
                || !Boolean.TRUE.equals(dict.get("little_endian"))) {
            throw Pickle.refused(file, "little-endian numbers", "another byte order or none named");
        }
        Object root = new Pickle(file, in, storages).read();
        Object keys = new Pickle(file, in, storages).read();
        return new TorchLegacy(channel, root, places(file, channel, in.place, keys, storages));
    }

    private static Map<String, Long> places(
            String file,
            FileChannel channel,
            long begin,
            Object keys,
            Map<String, TorchStorage> storages)
            throws IOException {
        Map<String, Long> places = new HashMap<>();
        long place = begin;
        for (Object key : keys instanceof List<?> list ? list : List.of()) {
            TorchStorage storage = key instanceof String text ? storages.get(text) : null;
            if (storage == null || places.containsKey(storage.key())) {
                throw Pickle.refused(file, "each storage once", "a key that no tensor has");
            }
            ByteBuffer count = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            while (count.hasRemaining() && channel.read(count, place + count.position()) > 0) {
                continue;
            }
            long left = channel.size() - place - Long.BYTES;
            if (count.hasRemaining()
                    || count.getLong(0) != storage.count()
                    || storage.bytes() > left) {
                throw Pickle.refused(
                        file,
                        storage.count() + " numbers in storage " + storage.key(),
                        count.hasRemaining()
                                ? "the end of the file"
                                : count.getLong(0) + " numbers and " + left + " bytes");
            }
            places.put(storage.key(), place + Long.BYTES);
            place += Long.BYTES + storage.bytes();
        }
        if (!places.keySet().equals(storages.keySet())) {
            throw Pickle.refused(
                    file,
                    "all of its " + storages.size() + " storages",
                    places.size() + " of them");
        }
        return places;
    }

    @Override
    public Object root() {
        return root;
    }

    @Override
    public InputStream from(TorchStorage storage, long offset) {
        return new BufferedInputStream(
                new Positioned(channel, places.get(storage.key()) + offset), 1 << 16);
    }

    @Override
    public long checksum(TorchStorage storage) {
        return 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Reads from a place of its own, whatever others do with the channel. */
    private static final class Positioned extends InputStream {
        private final FileChannel channel;
        private long place;

        Positioned(FileChannel channel, long place) {
            this.channel = channel;
            this.place = place;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int count = channel.read(ByteBuffer.wrap(into, from, length), place);
            place += Math.max(0, count);
            return count;
        }
    }

    /** Knows how far it was read, and refuses to go on where no pickle should be any more. */
    private static final class Counted extends InputStream {
        private final String file;
        private final InputStream in;
        private long place;

        Counted(String file, InputStream in) {
            this.file = file;
            this.in = in;
        }

        private void refuseAtEnd() {
            if (place >= LONGEST_PICKLE) {
                throw Pickle.refused(
                        file, "pickles of at most " + LONGEST_PICKLE + " bytes", "more");
            }
        }

        @Override
        public int read() throws IOException {
            refuseAtEnd();
            int value = in.read();
            place += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            refuseAtEnd();
            int count = in.read(into, from, (int) Math.min(length, LONGEST_PICKLE - place));
            place += Math.max(0, count);
            return count;
        }
    }
}
