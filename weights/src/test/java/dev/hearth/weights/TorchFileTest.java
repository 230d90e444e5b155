package dev.hearth.weights;

import static dev.hearth.weights.SmallTorch.floats;
import static dev.hearth.weights.SmallTorch.list;
import static dev.hearth.weights.SmallTorch.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TorchFileTest {

    @TempDir private Path temp;

    private Path file(byte[] bytes) throws IOException {
        Path file = temp.resolve("weights.pth");
        Files.write(file, bytes);
        return file;
    }

    /** Two tensors share a storage; one is a transposed view of its middle. */
    static SmallTorch small(boolean legacy) {
        SmallTorch torch = SmallTorch.stateDict();
        if (legacy) {
            torch.legacy();
        }
        return torch.storage("0", floats(1, 2, 3, 4, 5, 6, 7, 8), 8)
                .storage("1", SmallTorch.shorts(0x3C00, 0xC000), 2)
                .storage("2", SmallTorch.shorts(0x3F80, 0xC040), 2)
                .storage("3", SmallTorch.doubles(0.1, -2), 2)
                .storage("4", new byte[8], 1)
                .text("whole")
                .tensor("FloatStorage", "0", 0, of(2, 4), of(4, 1))
                .text("turned")
                .tensor("FloatStorage", "0", 2, of(2, 3), of(1, 2))
                .text("half")
                .tensor("HalfStorage", "1", 0, of(2), of(1))
                .text("brain")
                .tensor("BFloat16Storage", "2", 0, of(2), of(1))
                .text("double")
                .tensor("DoubleStorage", "3", 0, of(1, 2), of(2, 1))
                .text("none")
                .tensor("FloatStorage", "0", 8, of(0, 3), of(3, 1))
                .text("counter")
                .tensor("LongStorage", "4", 0, of(), of())
                .end();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void both_formats_are_read(boolean legacy) throws IOException {
        SmallTorch small = small(legacy);
        try (WeightFile weights = WeightFile.open(file(legacy ? small.old() : small.zip()))) {
            assertThat(weights).isInstanceOf(TorchFile.class);
            assertThat(weights.tensors())
                    .extracting(StoredTensor::name)
                    .containsExactly(
                            "whole", "turned", "half", "brain", "double", "none", "counter");
            assertThat(weights.floats("whole")).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
            assertThat(weights.tensor("whole").shape()).isEqualTo(list(2, 4));
            assertThat(weights.floats("turned")).containsExactly(3, 5, 7, 4, 6, 8);
            assertThat(weights.floats("half")).containsExactly(1, -2);
            assertThat(weights.floats("brain")).containsExactly(1, -3);
            assertThat(weights.floats("double")).containsExactly(0.1f, -2);
            assertThat(weights.floats("none")).isEmpty();
            assertThat(weights.tensor("counter").type()).isEqualTo(StoredType.I64);
            assertThat(weights.tensor("counter").shape()).isEmpty();
            assertThatThrownBy(() -> weights.floats("counter"))
                    .isInstanceOf(BadDataException.class)
                    .hasMessage(
                            "Reading tensor counter as floats needs floating point, below 2³¹"
                                    + " numbers. Received: I64 []. Convert it to F32, or read it"
                                    + " with stream.");
        }
    }

    @Test
    void pieces_are_as_small_as_one_asks_for() throws IOException {
        try (WeightFile weights = WeightFile.open(file(small(false).zip()))) {
            for (String name : List.of("whole", "turned")) {
                List<Float> values = new ArrayList<>();
                List<Integer> pieces = new ArrayList<>();
                weights.stream(
                        name,
                        11,
                        chunk -> {
                            pieces.add(chunk.remaining());
                            while (chunk.hasRemaining()) {
                                values.add(chunk.getFloat());
                            }
                        });
                assertThat(pieces).containsOnly(8);
                assertThat(values).hasSize(name.equals("whole") ? 8 : 6);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "posix,system,posix.system",
        "builtins,eval,builtins.eval",
        "torch,load,torch.load",
        "collections,defaultdict,collections.defaultdict",
        "os path,join,os.path.join"
    })
    void no_other_name_means_anything(String module, String name, String said) throws IOException {
        byte[] evil =
                SmallTorch.nothing()
                        .op(0x80, 2)
                        .global(module, name)
                        .text("rm -rf /")
                        .op(0x85, 'R', '.')
                        .zip();
        Path file = file(evil);
        assertThatThrownBy(() -> WeightFile.open(file))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "A state dict of PyTorch, "
                                + file
                                + ", needs nothing but tensors and containers. Received: the name "
                                + said
                                + ". Save it with torch.save(model.state_dict(), FILE), or as"
                                + " safetensors.");
    }

    /** Opcodes that call, import, share or frame; and what protocols 0, 1, 4 and 5 have. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "69", "6F", "81", "82", "92", "93", "94", "95", "8C", "8E", "96", "97", "50", "30",
                "31", "32", "49", "4C", "53", "56", "46", "67", "70", "6C", "64", "00", "FF"
            })
    void no_other_opcode_means_anything(String opcode) throws IOException {
        int code = HexFormat.fromHexDigits(opcode);
        Path file = file(SmallTorch.nothing().op(0x80, 2, '}', code, '.').zip());
        assertThatThrownBy(() -> WeightFile.open(file))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("Received: opcode 0x" + opcode + ". Save it with torch.save");
    }

    @Test
    void other_protocols_are_refused() throws IOException {
        Path file = file(SmallTorch.nothing().op(0x80, 4, '}', '.').zip());
        assertThatThrownBy(() -> WeightFile.open(file))
                .hasMessageContaining(
                        "needs a pickle of protocol 2, which torch.save writes. Received: protocol"
                                + " 4.");
    }

    @Test
    void storages_cannot_be_called_and_lists_cannot_be_keys() throws IOException {
        Path called =
                file(
                        SmallTorch.nothing()
                                .op(0x80, 2)
                                .global("torch", "FloatStorage")
                                .op(')', 'R', '.')
                                .zip());
        assertThatThrownBy(() -> WeightFile.open(called))
                .hasMessageContaining("needs nothing to be called but what makes tensors");
        // A list that holds itself would be hashed without end.
        Path keyed =
                file(
                        SmallTorch.nothing()
                                .op(0x80, 2, '}', ']', 'q', 0, 'h', 0, 'a', 'N', 's', '.')
                                .zip());
        assertThatThrownBy(() -> WeightFile.open(keyed))
                .hasMessageContaining("texts and whole numbers as keys. Received: a list.");
    }

    @ParameterizedTest
    @CsvSource({
        "0,9,1,numbers 0 to 8 of a storage of 8",
        "4,5,1,numbers 4 to 8 of a storage of 8",
        "0,3,4,numbers 0 to 8 of a storage of 8",
        "0,3,-1,shape [3] with strides [-1]",
        "9,0,1,of a storage of 8 numbers",
        "0,9223372036854775807,9223372036854775807,shape [9223372036854775807]"
    })
    void views_that_leave_their_storage_are_refused(
            long offset, long extent, long stride, String said) throws IOException {
        Path file =
                file(
                        SmallTorch.stateDict()
                                .storage("0", new byte[32], 8)
                                .text("a")
                                .tensor("FloatStorage", "0", offset, of(extent), of(stride))
                                .end()
                                .zip());
        assertThatThrownBy(() -> WeightFile.open(file))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("needs tensors that lie within their storages. Received: ")
                .hasMessageContaining(said);
    }

    @Test
    void storages_are_where_and_as_long_as_the_pickle_says() throws IOException {
        SmallTorch shorter =
                SmallTorch.stateDict()
                        .storage("0", new byte[28], 8)
                        .text("a")
                        .tensor("FloatStorage", "0", 0, of(8), of(1))
                        .end();
        Path zip = file(shorter.zip());
        assertThatThrownBy(() -> WeightFile.open(zip))
                .hasMessageContaining(
                        "needs a storage of 32 bytes at data/0. Received: 28 bytes. Save");
        SmallTorch old =
                SmallTorch.stateDict()
                        .legacy()
                        .storage("0", new byte[28], 8)
                        .text("a")
                        .tensor("FloatStorage", "0", 0, of(8), of(1))
                        .end();
        Path legacy = file(old.old());
        assertThatThrownBy(() -> WeightFile.open(legacy))
                .hasMessageContaining(
                        "needs 8 numbers in storage 0. Received: 8 numbers and 28 bytes. Save");
    }

    @Test
    void torch_script_other_byte_orders_and_other_files_are_refused() throws IOException {
        Path script = file(small(false).zip(Map.of("archive/constants.pkl", new byte[1])));
        assertThatThrownBy(() -> WeightFile.open(script))
                .hasMessageContaining(
                        "needs tensors alone. Received: a TorchScript program, made by"
                                + " torch.jit.save.");
        byte[] big = small(false).zip();
        // In the entry alone, so that the zip's sums of other entries stay.
        String text = new String(big, java.nio.charset.StandardCharsets.ISO_8859_1);
        text = text.replace("byteorder" + "little", "byteorder" + "bigbig");
        Path other = file(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> WeightFile.open(other))
                .hasMessageContaining("needs little-endian numbers. Received: the byte order big");
        Path empty = file(SmallTorch.nothing().op(0x80, 2, '}', '.').zip());
        assertThatThrownBy(() -> WeightFile.open(empty))
                .hasMessageContaining("Received: none in a dict of 0.");
        Path missing = temp.resolve("nothing.pth");
        assertThatThrownBy(() -> WeightFile.open(missing))
                .hasMessage(
                        "Weights are read from a file. Received: nothing at "
                                + missing
                                + ". Name a .safetensors or a .pth file.");
    }

    @Test
    void what_python_2_wrote_is_read_too() throws IOException {
        SmallTorch ordered =
                SmallTorch.nothing()
                        .legacy()
                        .storage("0", floats(5), 1)
                        .op(0x80, 2)
                        .global("collections", "OrderedDict")
                        .op(']', '(', ']', '(', 'U', 1, 'a')
                        .tensor("FloatStorage", "0", 0, of(1), of(1))
                        .op('e', 'e', 0x85, 'R', '.');
        try (WeightFile weights = WeightFile.open(file(ordered.old()))) {
            assertThat(weights.floats("a")).containsExactly(5);
        }
    }
}
