package dev.hearth.weights;

import static dev.hearth.weights.SmallTorch.floats;
import static dev.hearth.weights.SmallTorch.nothing;
import static dev.hearth.weights.SmallTorch.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Small files that would take all time or all memory. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TorchBombTest {

    @TempDir private Path temp;

    private void refused(byte[] bytes, String came) throws IOException {
        refused(Files.write(temp.resolve("weights.pth"), bytes), came);
    }

    private static void refused(Path file, String came) {
        assertThatThrownBy(() -> WeightFile.open(file))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(". Received: ")
                .hasMessageContaining(came);
    }

    /** Strides of 0 make a number into as many as one likes. */
    @Test
    void a_tensor_of_more_numbers_than_its_storage_is_refused() throws IOException {
        SmallTorch endless =
                SmallTorch.stateDict()
                        .storage("0", floats(1), 1)
                        .text("a")
                        .tensor("FloatStorage", "0", 0, of(1L << 30, 1L << 30), of(0, 0))
                        .end();
        refused(endless.zip(), "1152921504606846976 numbers of a storage of 1");
    }

    /** Packed a thousand times smaller. */
    @Test
    void a_pickle_larger_than_its_file_is_refused() throws IOException {
        byte[] many = new byte[1 << 20];
        java.util.Arrays.fill(many, (byte) ']');
        many[0] = (byte) 0x80;
        many[1] = 2;
        refused(packed("archive/data.pkl", many), "more");
    }

    /** Texts of a mebibyte in a sparse file, one of them beyond the limit. */
    @Test
    void a_pickle_of_the_old_format_that_goes_on_is_refused() throws IOException {
        Path file = temp.resolve("weights.pth");
        byte[] begin = {(byte) 0x80, 2, (byte) 0x8A, 0};
        byte[] text = {'X', 0, 0, 16, 0};
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(begin), 0);
            long place = begin.length;
            while (place < TorchArchive.LONGEST_PICKLE) {
                channel.write(ByteBuffer.wrap(text), place);
                place += text.length + (1 << 20);
            }
            channel.write(ByteBuffer.wrap(text), place);
        }
        refused(file, "pickles of at most 67108864 bytes. Received: more");
    }

    @Test
    void storages_larger_than_their_file_are_refused() throws IOException {
        int count = 1 << 20;
        byte[] pickle =
                SmallTorch.stateDict()
                        .storage("0", new byte[0], count)
                        .text("a")
                        .tensor("FloatStorage", "0", 0, of(count), of(1))
                        .end()
                        .pickle();
        refused(
                packed("archive/data.pkl", pickle, "archive/data/0", new byte[4 * count]),
                "more in its zip file");
    }

    private static byte[] packed(Object... entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < entries.length; i += 2) {
                zip.putNextEntry(new ZipEntry((String) entries[i]));
                zip.write((byte[]) entries[i + 1]);
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }

    /** A list of many pairs becomes as many dicts. */
    @Test
    void a_list_that_becomes_many_dicts_is_refused() throws IOException {
        SmallTorch list = nothing().op(0x80, 2).global("collections", "OrderedDict");
        list.op(']', 'q', 9, '(');
        for (int i = 0; i < 5000; i++) {
            list.op('M', i & 255, i >> 8, 'N', 0x86);
        }
        list.op('e', 0x85, 'q', 8, ']');
        for (int i = 0; i < 5000; i++) {
            list.op('h', 0, 'h', 8, 'R', 'a');
        }
        refused(list.op('.').zip(), "a list taken many times");
    }

    @Test
    void a_long_shape_that_is_taken_many_times_is_refused() throws IOException {
        SmallTorch torch = SmallTorch.stateDict().storage("0", floats(1), 1).text("a");
        long[] ones = new long[20_000];
        java.util.Arrays.fill(ones, 1);
        refused(
                torch.tensor("FloatStorage", "0", 0, ones, ones).end().zip(),
                "20000 sizes or strides");
    }

    /** Each of the keys under which a net may lie holds the dict itself. */
    @Test
    void dicts_that_hold_themselves_are_looked_into_once() throws IOException {
        SmallTorch torch = nothing().op(0x80, 2, '}', 'q', 0, '(');
        for (String key : StateDictWrapping.KEYS) {
            torch.op('U', key.length()).ascii(key).op('h', 0);
        }
        refused(torch.op('u', '.').zip(), "none in a dict of 5");
    }

    @Test
    void references_to_references_are_read_in_linear_time() throws IOException {
        SmallTorch torch = nothing().op(0x80, 2, '}', ']', 'q', 0, '(');
        for (int i = 0; i < 100_000; i++) {
            torch.op('h', 0);
        }
        torch.op('e', 'q', 1);
        for (int i = 0; i < 100_000; i++) {
            torch.op('h', 1, 0x86, 'q', 1);
        }
        long began = System.nanoTime();
        refused(torch.op('.').zip(), "one value in its pickle. Received: 2 values");
        assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(5));
    }
}
