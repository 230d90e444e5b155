package dev.hearth.data.transform;

import dev.hearth.data.BadDataException;
import dev.hearth.data.ImageShape;
import dev.hearth.data.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;

/** A fit on disk: eight ASCII characters, the key, the extent, mean, matrix, and SHA-256 over all before it. */
record WhiteningFile(Path folder, String key) {

    private static final byte[] MAGIC = "HEARTHW1".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD = MAGIC.length + 64 + 3 * Integer.BYTES;
    private static final int TAIL = 32;

    private Path path() {
        return folder.resolve("whitening-" + key.substring(0, 16) + ".bin");
    }

    /** The fit, or nothing where there is none or it is damaged. */
    Optional<Whitening> read(ImageShape pixels) {
        int count = pixels.count();
        long length = HEAD + ((long) count + (long) count * count) * Float.BYTES + TAIL;
        try {
            if (!Files.isRegularFile(path()) || Files.size(path()) != length) {
                return Optional.empty();
            }
            byte[] bytes = Files.readAllBytes(path());
            if (bytes.length != length || !sound(bytes, pixels)) {
                return Optional.empty();
            }
            FloatBuffer floats =
                    ByteBuffer.wrap(bytes, HEAD, bytes.length - HEAD - TAIL).asFloatBuffer();
            float[] mean = new float[count];
            float[] matrix = new float[count * count];
            floats.get(mean).get(matrix);
            return Optional.of(Whitening.of(pixels, mean, matrix));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private boolean sound(byte[] bytes, ImageShape pixels) {
        MessageDigest sha = Sha256.sha256();
        sha.update(bytes, 0, bytes.length - TAIL);
        ByteBuffer tail = ByteBuffer.wrap(bytes, bytes.length - TAIL, TAIL);
        ByteBuffer head = ByteBuffer.wrap(bytes, 0, HEAD);
        return tail.equals(ByteBuffer.wrap(sha.digest())) && head.equals(head(pixels));
    }

    private ByteBuffer head(ImageShape pixels) {
        return ByteBuffer.allocate(HEAD)
                .put(MAGIC)
                .put(key.getBytes(StandardCharsets.US_ASCII))
                .putInt(pixels.channels())
                .putInt(pixels.height())
                .putInt(pixels.width())
                .flip();
    }

    /** Writes beside, forces to disk, renames. */
    void write(Whitening whitening) {
        float[] mean = whitening.mean();
        float[] matrix = whitening.matrix();
        ByteBuffer bytes =
                ByteBuffer.allocate(HEAD + (mean.length + matrix.length) * Float.BYTES + TAIL);
        bytes.put(head(whitening.pixels()));
        bytes.asFloatBuffer().put(mean).put(matrix);
        bytes.position(bytes.capacity() - TAIL);
        MessageDigest sha = Sha256.sha256();
        sha.update(bytes.array(), 0, bytes.position());
        bytes.put(sha.digest()).flip();
        try {
            Files.createDirectories(folder);
            Path beside = Files.createTempFile(folder, "whitening-", ".part");
            try {
                try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                    channel.force(true);
                }
                Files.move(
                        beside,
                        path(),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (IOException failure) {
            throw new BadDataException(
                    "The folder " + folder + " should keep a fitted whitening",
                    failure.toString(),
                    "Name a folder that can be written, with "
                            + bytes.capacity() / (1 << 20)
                            + " MiB free",
                    failure);
        }
    }
}
