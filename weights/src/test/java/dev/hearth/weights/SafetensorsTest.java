package dev.hearth.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SafetensorsTest {

    /** Written by the reference implementation, version 0.8.0, from the values asserted below. */
    private static final String REFERENCE =
            "YAIAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJyZWNpcGUiOiJlbHUg4oCUIMO8IiwieCI6IjEifSwiaSI6eyJk"
                    + "dHlwZSI6Ikk2NCIsInNoYXBlIjpbMl0sImRhdGFfb2Zmc2V0cyI6WzAsMTZdfSwiZCI6eyJkdHlwZSI6"
                    + "IkY2NCIsInNoYXBlIjpbXSwiZGF0YV9vZmZzZXRzIjpbMTYsMjRdfSwiYSI6eyJkdHlwZSI6IkYzMiIs"
                    + "InNoYXBlIjpbMiwyXSwiZGF0YV9vZmZzZXRzIjpbMjQsNDBdfSwiZSI6eyJkdHlwZSI6IkYzMiIsInNo"
                    + "YXBlIjpbMCwzXSwiZGF0YV9vZmZzZXRzIjpbNDAsNDBdfSwiaiI6eyJkdHlwZSI6IkkzMiIsInNoYXBl"
                    + "IjpbMl0sImRhdGFfb2Zmc2V0cyI6WzQwLDQ4XX0sImIiOnsiZHR5cGUiOiJGMTYiLCJzaGFwZSI6WzIs"
                    + "M10sImRhdGFfb2Zmc2V0cyI6WzQ4LDYwXX0sImsiOnsiZHR5cGUiOiJJMTYiLCJzaGFwZSI6WzFdLCJk"
                    + "YXRhX29mZnNldHMiOls2MCw2Ml19LCJsIjp7ImR0eXBlIjoiSTgiLCJzaGFwZSI6WzJdLCJkYXRhX29m"
                    + "ZnNldHMiOls2Miw2NF19LCJ1Ijp7ImR0eXBlIjoiVTgiLCJzaGFwZSI6WzJdLCJkYXRhX29mZnNldHMi"
                    + "Ols2NCw2Nl19LCJvIjp7ImR0eXBlIjoiQk9PTCIsInNoYXBlIjpbM10sImRhdGFfb2Zmc2V0cyI6WzY2"
                    + "LDY5XX19ICAgICAgIP//////////AAAAAAAAAEAYLURU+yEJQAAAwD8AABDAAACAf8IWAQD7////BwAA"
                    + "AAA+gMAAQgAAAAD/e9T+gH8A/wEAAQ==";

    @TempDir Path folder;

    private Path reference() throws IOException {
        return Files.write(folder.resolve("r.safetensors"), Base64.getDecoder().decode(REFERENCE));
    }

    @Test
    void reads_what_the_reference_implementation_wrote() throws Exception {
        try (Safetensors file = Safetensors.open(reference())) {
            assertThat(file.metadata())
                    .containsExactly(Map.entry("recipe", "elu — ü"), Map.entry("x", "1"));
            assertThat(file.tensors())
                    .extracting(StoredTensor::name)
                    .containsExactly("i", "d", "a", "e", "j", "b", "k", "l", "u", "o");
            assertThat(file.floats("a"))
                    .containsExactly(1.5f, -2.25f, Float.POSITIVE_INFINITY, 1e-40f);
            assertThat(file.floats("b")).containsExactly(1.5f, -2.25f, 3, 0, 0, 65504);
            assertThat(file.doubles("d")).containsExactly(Math.PI);
            assertThat(file.tensor("d").shape()).isEmpty();
            assertThat(file.longs("i")).containsExactly(-1, 1L << 62);
            assertThat(file.longs("j")).containsExactly(-5, 7);
            assertThat(file.longs("k")).containsExactly(-300);
            assertThat(file.longs("l")).containsExactly(-128, 127);
            assertThat(file.longs("u")).containsExactly(0, 255);
            assertThat(file.longs("o")).containsExactly(1, 0, 1);
            assertThat(file.floats("e")).isEmpty();
            assertThat(file.tensor("e").shape()).containsExactly(0L, 3L);
            assertThat(file.bytes("k")).containsExactly(0xD4, 0xFE);
            assertThat(file.doubles("a")[1]).isEqualTo(-2.25);
            assertThat(file.find("z")).isEmpty();
        }
    }

    @Test
    void writes_the_bytes_that_the_reference_implementation_writes() throws Exception {
        Path copy = folder.resolve("copy.safetensors");
        SafetensorsWriter writer = new SafetensorsWriter();
        try (Safetensors file = Safetensors.open(reference())) {
            file.metadata().forEach(writer::metadata);
            for (StoredTensor tensor : file.tensors()) {
                ByteBuffer bytes = ByteBuffer.wrap(file.bytes(tensor.name()));
                writer.add(tensor.name(), tensor.type(), tensor.shape(), bytes);
            }
        }
        writer.write(copy);
        assertThat(copy).hasBinaryContent(Base64.getDecoder().decode(REFERENCE));
    }

    @Test
    void comes_back_as_it_was_written() throws Exception {
        Path path = folder.resolve("a.safetensors");
        float[] floats = new float[40_000];
        double[] doubles = new double[20_001];
        long[] longs = new long[9_999];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = i * 0.37f - 5000;
            doubles[i % doubles.length] = Math.sqrt(i);
            longs[i % longs.length] = (long) i << 33;
        }
        new SafetensorsWriter()
                .metadata("\"quoted\"\n", "line\u2028 \uD83D\uDD25 \u0000")
                .add("odd", StoredType.U8, List.of(3L), ByteBuffer.wrap(new byte[] {1, 2, 3}))
                .floats("floats", List.of(200L, 200L), floats)
                .doubles("doubles", List.of(20_001L), doubles)
                .longs("longs", List.of(9_999L), longs)
                .write(path);
        try (Safetensors file = Safetensors.open(path)) {
            assertThat(file.metadata())
                    .containsExactly(Map.entry("\"quoted\"\n", "line\u2028 \uD83D\uDD25 \u0000"));
            assertThat(file.floats("floats")).isEqualTo(floats);
            assertThat(file.doubles("doubles")).isEqualTo(doubles);
            assertThat(file.longs("longs")).isEqualTo(longs);
            assertThat(file.bytes("odd")).containsExactly(1, 2, 3);
        }
    }

    @Test
    void every_array_lies_on_a_multiple_of_its_elements_size() throws Exception {
        Path path = folder.resolve("a.safetensors");
        new SafetensorsWriter()
                .add("bool", StoredType.BOOL, List.of(1L), ByteBuffer.allocate(1))
                .add("half", StoredType.F16, List.of(1L), ByteBuffer.allocate(2))
                .doubles("double", List.of(1L), new double[1])
                .floats("float", List.of(1L), new float[1])
                .write(path);
        long dataStart = Files.size(path) - 15;
        assertThat(dataStart % 8).isZero();
        try (Safetensors file = Safetensors.open(path)) {
            assertThat(file.tensors())
                    .extracting(StoredTensor::name)
                    .containsExactly("double", "float", "half", "bool");
            assertThat(file.tensors()).allMatch(t -> t.begin() % t.type().bytes() == 0);
        }
    }

    @Test
    void an_empty_file_has_an_empty_header() throws Exception {
        Path path = folder.resolve("a.safetensors");
        new SafetensorsWriter().write(path);
        assertThat(path)
                .hasBinaryContent(
                        new byte[] {8, 0, 0, 0, 0, 0, 0, 0, '{', '}', 32, 32, 32, 32, 32, 32});
        try (Safetensors file = Safetensors.open(path)) {
            assertThat(file.tensors()).isEmpty();
        }
    }

    @Test
    void every_half_becomes_the_float_of_the_same_value() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            int exponent = bits >> 10 & 31;
            double fraction = bits & 1023;
            double magnitude =
                    exponent == 0
                            ? fraction * Math.pow(2, -24)
                            : (1 + fraction / 1024) * Math.pow(2, exponent - 15);
            if (exponent == 31) {
                magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            }
            double expected = bits >= 1 << 15 ? -magnitude : magnitude;
            // By bits, for NaN equals nothing and the zeros equal one another.
            assertThat(Float.floatToIntBits(HalfFloats.fromHalf((short) bits)))
                    .isEqualTo(Float.floatToIntBits((float) expected));
        }
    }

    @Test
    void a_brain_float_is_the_upper_half_of_a_float() throws Exception {
        Path path = folder.resolve("a.safetensors");
        ByteBuffer bytes = ByteBuffer.allocate(6).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort((short) 0x3FC0).putShort((short) 0xC010).putShort((short) 0x7F80).flip();
        new SafetensorsWriter().add("b", StoredType.BF16, List.of(3L), bytes).write(path);
        assertThat(bytes.position()).isZero();
        try (Safetensors file = Safetensors.open(path)) {
            assertThat(file.floats("b")).containsExactly(1.5f, -2.25f, Float.POSITIVE_INFINITY);
            assertThat(file.doubles("b")).containsExactly(1.5, -2.25, Double.POSITIVE_INFINITY);
        }
    }

    @Test
    void streams_in_whole_elements() throws Exception {
        try (Safetensors file = Safetensors.open(reference())) {
            List<Integer> sizes = new ArrayList<>();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            file.stream(
                    "b",
                    9,
                    chunk -> {
                        sizes.add(chunk.remaining());
                        Channels.newChannel(all).write(chunk);
                    });
            assertThat(sizes).containsExactly(8, 4);
            assertThat(all.toByteArray()).isEqualTo(file.bytes("b"));
            assertThatThrownBy(() -> file.stream("b", 7, chunk -> {}))
                    .hasMessage("stream needs chunks of at least 8 bytes. Received: 7. Use 65536.");
        }
    }

    @Test
    void the_wrong_kind_of_array_is_refused_with_the_right_one() throws Exception {
        Path path = reference();
        try (Safetensors file = Safetensors.open(path)) {
            assertThatThrownBy(() -> file.floats("d"))
                    .isInstanceOf(BadDataException.class)
                    .hasMessage(
                            "Reading tensor d of %s as floats needs one of [F32, F16, BF16]."
                                            .formatted(path)
                                    + " Received: F64. Read it as doubles.");
            assertThatThrownBy(() -> file.longs("a")).hasMessageContaining("Read it as floats.");
            assertThatThrownBy(() -> file.doubles("i")).hasMessageContaining("Read it as longs.");
            assertThatThrownBy(() -> file.bytes("nothing"))
                    .isInstanceOf(BadDataException.class)
                    .hasMessage(
                            "Reading %s needs a tensor named nothing. Received: 10 tensors, none"
                                            .formatted(path)
                                    + " of that name. Choose one of those that tensors() lists.");
        }
    }

    @Test
    void a_missing_file_and_a_folder_are_refused() {
        assertThatThrownBy(() -> Safetensors.open(folder.resolve("none")))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("needs a file. Received: nothing there.");
        assertThatThrownBy(() -> Safetensors.open(folder))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("needs a file. Received: a folder.");
    }

    @Test
    void the_writer_refuses_what_no_reader_would_take() throws Exception {
        SafetensorsWriter writer = new SafetensorsWriter().floats("a", List.of(2L), new float[2]);
        assertThatThrownBy(() -> writer.floats("a", List.of(2L), new float[2]))
                .hasMessage(
                        "SafetensorsWriter needs a new name for each tensor. Received: a again."
                                + " Use another; __metadata__ is always taken.");
        assertThatThrownBy(() -> writer.floats("__metadata__", List.of(), new float[1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.floats("\uD800", List.of(), new float[1]))
                .hasMessageContaining("half a surrogate pair");
        assertThatThrownBy(() -> writer.floats("b", List.of(1L << 40, 1L << 40), new float[0]))
                .hasMessageContaining("needs a size in 63 bits");
        assertThatThrownBy(() -> writer.floats("b", List.of(-1L), new float[0]))
                .hasMessageContaining("A shape needs extents ≥ 0. Received: [-1].");
        Path path = folder.resolve("a.safetensors");
        writer.write(path);
    }

    @Test
    void a_source_of_the_wrong_length_leaves_the_old_file() throws Exception {
        Path path = folder.resolve("a.safetensors");
        new SafetensorsWriter().floats("old", List.of(1L), new float[] {4}).write(path);
        assertThatThrownBy(
                        () ->
                                new SafetensorsWriter()
                                        .floats("w", List.of(3L), new float[2])
                                        .write(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Writing tensor w needs 12 bytes. Received: 8."
                                + " Give the shape that the values have.");
        assertThatThrownBy(
                        () ->
                                new SafetensorsWriter()
                                        .floats("w", List.of(3L), new float[4])
                                        .write(path))
                .hasMessage(
                        "Writing tensor w needs 12 bytes. Received: 16 or more."
                                + " Give the shape that the values have.");
        try (Safetensors file = Safetensors.open(path)) {
            assertThat(file.floats("old")).containsExactly(4f);
        }
    }

    @Test
    void a_full_disk_leaves_the_old_file_wherever_it_strikes() throws Exception {
        Path path = folder.resolve("a.safetensors");
        new SafetensorsWriter().floats("old", List.of(1L), new float[] {4}).write(path);
        byte[] before = Files.readAllBytes(path);
        SafetensorsWriter writer = new SafetensorsWriter().floats("new", List.of(8L), new float[8]);
        Path elsewhere = folder.resolve("whole");
        writer.write(elsewhere);
        long whole = Files.size(elsewhere);
        Files.delete(elsewhere);
        for (long room = 0; room < whole; room++) {
            long limit = room;
            assertThatThrownBy(() -> writer.write(path, disk -> new FullChannel(disk, limit)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("No space left on device");
            assertThat(path).hasBinaryContent(before);
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files).containsExactly(path);
            }
        }
        writer.write(path, disk -> new FullChannel(disk, whole));
        assertThat(Files.size(path)).isEqualTo(whole);
    }

    @Test
    @Tag("long")
    void a_file_above_two_gibibytes_is_written_and_read_in_pieces() throws Exception {
        Path path = folder.resolve("big.safetensors");
        long elements = (1L << 31) / 4 + 1_000_003;
        int piece = 1 << 18;
        new SafetensorsWriter()
                .add(
                        "big",
                        StoredType.I32,
                        List.of(elements),
                        out -> {
                            ByteBuffer chunk =
                                    ByteBuffer.allocate(4 * piece).order(ByteOrder.LITTLE_ENDIAN);
                            for (long i = 0; i < elements; i++) {
                                chunk.putInt((int) (i * 2_654_435_761L));
                                if (!chunk.hasRemaining() || i == elements - 1) {
                                    out.write(chunk.flip());
                                    chunk.clear();
                                }
                            }
                        })
                .floats("last", List.of(2L), new float[] {1, 2})
                .write(path);
        try (Safetensors file = Safetensors.open(path)) {
            assertThat(file.floats("last")).containsExactly(1f, 2f);
            long[] seen = {0, 0};
            file.stream(
                    "big",
                    1 << 20,
                    chunk -> {
                        while (chunk.hasRemaining()) {
                            boolean right = chunk.getInt() == (int) (seen[0] * 2_654_435_761L);
                            seen[0]++;
                            seen[1] += right ? 0 : 1;
                        }
                    });
            assertThat(seen).containsExactly(elements, 0);
            assertThatThrownBy(() -> file.bytes("big"))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("Read it in chunks with stream.");
        }
    }
}
