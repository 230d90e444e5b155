package dev.hearth.weights;

import static dev.hearth.weights.SmallTorch.floats;
import static dev.hearth.weights.SmallTorch.of;
import static dev.hearth.weights.TorchFileTest.small;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged files and very large ones. */
class TorchDamageTest {

    @TempDir private Path temp;

    private Path file(byte[] bytes) throws IOException {
        Path file = temp.resolve("weights.pth");
        Files.write(file, bytes);
        return file;
    }

    @Test
    void a_damaged_number_is_found_by_the_checksum() throws IOException {
        byte[] zip = small(false).zip();
        int at = indexOf(zip, floats(1, 2, 3, 4));
        zip[at] ^= 1;
        try (WeightFile weights = WeightFile.open(file(zip))) {
            assertThatThrownBy(() -> weights.floats("whole"))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("needs numbers of whole with the checksum ")
                    .hasMessageContaining("so the file is damaged");
        }
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            if (java.util.Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("not there");
    }

    /** Whatever is damaged is read or refused in three parts, and nothing else happens. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void damage_is_read_or_refused(boolean legacy) throws IOException {
        byte[] good = legacy ? small(true).old() : small(false).zip();
        int refused = 0;
        int read = 0;
        for (int i = 0; i < 800; i++) {
            byte[] bad = mutated(good, new Seed(23).child(i).stream());
            try (WeightFile weights = WeightFile.open(file(bad))) {
                for (StoredTensor tensor : weights.tensors()) {
                    weights.stream(tensor.name(), 64, chunk -> {});
                }
                read++;
            } catch (BadDataException said) {
                assertThat(said.getMessage()).as("mutation " + i).contains(". Received: ");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(200);
        assertThat(read).isGreaterThan(20);
    }

    private static byte[] mutated(byte[] good, RandomStream random) {
        if (random.nextInt(8) == 0) {
            return java.util.Arrays.copyOf(good, random.nextInt(good.length));
        }
        byte[] bytes = good.clone();
        for (int t = 1 + random.nextInt(3); t > 0; t--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(3)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                default -> {
                    for (int i = at; i < Math.min(bytes.length, at + 4); i++) {
                        bytes[i] = (byte) (random.nextInt(2) * 255);
                    }
                }
            }
        }
        return bytes;
    }

    /** Larger than 2 GiB and than the heap: a storage in a sparse file, behind old-format pickles. */
    @Test
    void a_file_above_two_gibibytes_is_streamed() throws IOException {
        int count = 700_000_000;
        SmallTorch large =
                SmallTorch.stateDict()
                        .legacy()
                        .storage("0", new byte[0], count)
                        .text("a")
                        .tensor("FloatStorage", "0", count - 3, of(3), of(1))
                        .end();
        byte[] head = large.old();
        Path file = file(head);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long end = head.length + count * 4L;
            channel.write(java.nio.ByteBuffer.wrap(floats(7, 8, 9)), end - 12);
        }
        try (WeightFile weights = WeightFile.open(file)) {
            assertThat(weights.floats("a")).containsExactly(7, 8, 9);
        }
    }

    /** A zip file of more than 65 535 entries has zip64's records. */
    @Test
    void zip64_is_read() throws IOException {
        Map<String, byte[]> many = new java.util.TreeMap<>();
        for (int i = 0; i < 66_000; i++) {
            many.put("archive/more/" + i, new byte[0]);
        }
        byte[] zip = small(false).zip(many);
        assertThat(indexOf(zip, new byte[] {'P', 'K', 6, 6})).isPositive();
        try (WeightFile weights = WeightFile.open(file(zip))) {
            assertThat(weights.floats("whole")).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        }
    }
}
