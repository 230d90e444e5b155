package dev.hearth.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SafetensorsRefusalTest {

    private static final String MEND =
            ". Fetch or write the file again; it is damaged or not a safetensors file.";

    @TempDir Path folder;

    private Path file(String header, int dataBytes) throws IOException {
        return file(header.getBytes(StandardCharsets.UTF_8), dataBytes);
    }

    private Path file(byte[] header, int dataBytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(header.length)
                        .array());
        out.writeBytes(header);
        out.writeBytes(new byte[dataBytes]);
        return Files.write(folder.resolve("t.safetensors"), out.toByteArray());
    }

    private static void refused(Path path, String asked, String came) {
        assertThatThrownBy(() -> Safetensors.open(path).close())
                .isInstanceOf(BadDataException.class)
                .hasMessage("Reading " + path + " needs " + asked + ". Received: " + came + MEND);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // overlaps, holes and ends
                "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]},'b':{'dtype':'U8','shape':[4],'data_offsets':[2,6]}}"
                        + "|6|tensors that lie one after another without holes|b begins at 2 where a ends at 4",
                "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]},'b':{'dtype':'U8','shape':[2],'data_offsets':[5,7]}}"
                        + "|7|tensors that lie one after another without holes|b begins at 5 where a ends at 4",
                "{'a':{'dtype':'U8','shape':[4],'data_offsets':[1,5]}}"
                        + "|5|tensors that lie one after another without holes|a begins at 1 where the header ends at 0",
                "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]}}"
                        + "|5|data that ends with the last tensor, 4 bytes after the header|5 bytes",
                "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]}}"
                        + "|3|data that ends with the last tensor, 4 bytes after the header|3 bytes",
                "{}|1|data that ends with the last tensor, 0 bytes after the header|1 bytes",
                // offsets and shapes
                "{'a':{'dtype':'U8','shape':[4],'data_offsets':[4,0]}}|4|data_offsets of tensor a as [begin, end]|[4, 0]",
                "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4,4]}}|4|data_offsets of tensor a as [begin, end]|[0, 4, 4]",
                "{'a':{'dtype':'F32','shape':[4],'data_offsets':[0,4]}}|4|16 bytes for tensor a of F32 [4]|4 bytes",
                "{'a':{'dtype':'U8','shape':[-4],'data_offsets':[0,4]}}|4|whole numbers ≥ 0 as the shape of tensor a|-4",
                "{'a':{'dtype':'U8','shape':[-0],'data_offsets':[0,0]}}|0|whole numbers ≥ 0 as the shape of tensor a|-0",
                "{'a':{'dtype':'U8','shape':[4.0],'data_offsets':[0,4]}}|4|whole numbers ≥ 0 as the shape of tensor a|4.0",
                "{'a':{'dtype':'U8','shape':[1e0],'data_offsets':[0,1]}}|1|whole numbers ≥ 0 as the shape of tensor a|1e0",
                "{'a':{'dtype':'U8','shape':['4'],'data_offsets':[0,4]}}|4|whole numbers ≥ 0 as the shape of tensor a|4",
                "{'a':{'dtype':'U8','shape':[[4]],'data_offsets':[0,4]}}|4|whole numbers ≥ 0 as the shape of tensor a|[",
                "{'a':{'dtype':'U8','shape':4,'data_offsets':[0,4]}}|4|whole numbers ≥ 0 as the shape of tensor a|VALUE_NUMBER_INT",
                "{'a':{'dtype':'U8','shape':[null],'data_offsets':[0,4]}}|4|whole numbers ≥ 0 as the shape of tensor a|null",
                "{'a':{'dtype':'U8','shape':[4294967296,4294967296],'data_offsets':[0,0]}}"
                        + "|0|a size of tensor a in 63 bits|U8 [4294967296, 4294967296]",
                "{'a':{'dtype':'F64','shape':[2305843009213693952],'data_offsets':[0,0]}}"
                        + "|0|a size of tensor a in 63 bits|F64 [2305843009213693952]",
                // entries
                "{'a':{'shape':[0],'data_offsets':[0,0]}}|0|dtype, shape and data_offsets for tensor a|an entry without one of them",
                "{'a':{'dtype':'U8','shape':[0],'data_offsets':[0,0],'more':1}}|0|only dtype, shape and data_offsets for tensor a|more",
                "{'a':[]}|0|an object for tensor a|START_ARRAY",
                "{'a':{'dtype':8,'shape':[0],'data_offsets':[0,0]}}|0|a string as the dtype of tensor a|VALUE_NUMBER_INT",
                "{'__metadata__':{'a':1}}|0|strings alone under __metadata__, such as a|VALUE_NUMBER_INT",
                "{'__metadata__':'a'}|0|an object under __metadata__|VALUE_STRING",
                // around the object
                "[]|0|a header that begins with {|character 91",
                "` {}`|0|a header that begins with {|character 32",
                "{}x|0|nothing but spaces after the header's closing brace|character 120 at 2",
                "{}{}|0|nothing but spaces after the header's closing brace|character 123 at 2",
            })
    void refuses_by_the_specification(String header, int data, String asked, String came)
            throws Exception {
        refused(file(header.replace('\'', '"'), data), asked, came);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':{'dtype':'U8','shape':[0],'data_offsets':[0,0]},'a':{'dtype':'U8','shape':[0],'data_offsets':[0,0]}}|Duplicate field 'a'",
                "{'a':{'dtype':'U8','dtype':'U8','shape':[0],'data_offsets':[0,0]}}|Duplicate field 'dtype'",
                "{'__metadata__':{'a':'1','a':'2'}}|Duplicate field 'a'",
                "{'__metadata__':{},'__metadata__':{}}|Duplicate field '__metadata__'",
                "{'\\ud800':{}}|Broken surrogate pair",
                "{|Unexpected end-of-input",
                "{'a':{'dtype':'U8'|Unexpected end-of-input",
                "{'a':{'dtype':'U8','shape':[99999999999999999999],'data_offsets':[0,0]}}|out of range of long",
                "{'a':{'dtype':'U8','shape':[01],'data_offsets':[0,1]}}|Leading zeroes not allowed",
                "{'a':{'dtype':'U8','shape':[NaN],'data_offsets':[0,1]}}|Non-standard token 'NaN'",
                "{'a':{'dtype':'U8','shape':[1,],'data_offsets':[0,1]}}|Unexpected character (']'",
                "{'a':{'dtype':'U8','shape':[1],'data_offsets':[0,1]},}|Unexpected character ('}'",
                "{/*c*/}|Unexpected character ('/'",
            })
    void refuses_what_is_not_json(String header, String came) throws Exception {
        Path path = file(header.replace('\'', '"'), 0);
        assertThatThrownBy(() -> Safetensors.open(path).close())
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith(
                        "Reading " + path + " needs a header in JSON with no key twice. Received: ")
                .hasMessageContaining(came)
                .hasMessageEndingWith(MEND);
    }

    @Test
    void refuses_an_unknown_type_and_names_the_known_ones() throws Exception {
        Path path = file("{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0);
        assertThatThrownBy(() -> Safetensors.open(path).close())
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "Reading %s needs a known dtype for tensor a. Received: F8_E4M3. Convert it"
                                        .formatted(path)
                                + " to one of [F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL].");
    }

    @Test
    void refuses_bytes_that_are_not_utf_8() throws Exception {
        refused(
                file(new byte[] {'{', '"', (byte) 0xC3, '"', '}'}, 0),
                "a header in UTF-8",
                "bytes that are not UTF-8");
        // A slash in two bytes, where one is enough.
        refused(
                file(new byte[] {'{', '"', (byte) 0xC0, (byte) 0xAF, '"', '}'}, 0),
                "a header in UTF-8",
                "bytes that are not UTF-8");
    }

    @Test
    void refuses_an_empty_header() throws Exception {
        refused(file("", 0), "a header that begins with {", "an empty header");
    }

    @Test
    void refuses_text_that_no_utf_8_can_spell() throws Exception {
        refused(
                file("{\"__metadata__\":{\"a\":\"\\udc00x\"}}", 0),
                "names in Unicode",
                "half a surrogate pair");
    }

    @Test
    void refuses_zeros_as_padding() throws Exception {
        refused(
                file("{}\0\0", 0),
                "nothing but spaces after the header's closing brace",
                "character 0 at 2");
    }

    @Test
    void allows_spaces_as_padding_and_inside() throws Exception {
        Path path =
                file(
                        "{ \"a\" : {\"shape\":[ 2 ],\n\"dtype\":\"U8\",\"data_offsets\":[0,2]} }   ",
                        2);
        try (Safetensors file = Safetensors.open(path)) {
            assertThat(file.bytes("a")).hasSize(2);
        }
    }

    @Test
    void refuses_a_header_longer_than_the_file_or_than_100_megabytes() throws Exception {
        Path path = folder.resolve("t.safetensors");
        Files.write(path, new byte[] {3, 0, 0, 0, 0, 0, 0, 0, '{', '}'});
        refused(path, "a header within the file's 10 bytes", "a header of 3 bytes");
        Files.write(path, new byte[] {1, (byte) 0xE1, (byte) 0xF5, 5, 0, 0, 0, 0});
        refused(path, "a header of at most 100000000 bytes", "100000001 bytes");
        Files.write(path, new byte[] {0, (byte) 0xE1, (byte) 0xF5, 5, 0, 0, 0, 0});
        refused(path, "a header within the file's 8 bytes", "a header of 100000000 bytes");
        Files.write(path, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1});
        refused(path, "a header of at most 100000000 bytes", "18446744073709551615 bytes");
        Files.write(path, new byte[7]);
        refused(path, "at least 8 bytes for the header's length", "7 bytes");
    }

    @Test
    void refuses_a_file_that_becomes_shorter_while_it_is_open() throws Exception {
        Path path = file("{\"a\":{\"dtype\":\"U8\",\"shape\":[9],\"data_offsets\":[0,9]}}", 9);
        long size = Files.size(path);
        try (Safetensors file = Safetensors.open(path)) {
            try (RandomAccessFile shorter = new RandomAccessFile(path.toFile(), "rw")) {
                shorter.setLength(size - 4);
            }
            assertThatThrownBy(() -> file.bytes("a"))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("needs 4 more bytes at");
        }
    }

    @Test
    void refuses_a_bool_that_is_neither() throws Exception {
        Path path = file("{\"a\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1);
        byte[] bytes = Files.readAllBytes(path);
        bytes[bytes.length - 1] = 2;
        Files.write(path, bytes);
        try (Safetensors file = Safetensors.open(path)) {
            assertThatThrownBy(() -> file.longs("a"))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining("BOOL elements of 0 or 1 in tensor a. Received: 2.");
        }
    }

    private byte[] small() throws IOException {
        Path path = folder.resolve("small.safetensors");
        new SafetensorsWriter()
                .metadata("recipe", "ü")
                .floats("weight", List.of(2L, 3L), new float[] {1, 2, 3, 4, 5, 6})
                .longs("step", List.of(), new long[] {7})
                .add("mask", StoredType.BOOL, List.of(3L), ByteBuffer.allocate(3))
                .write(path);
        return Files.readAllBytes(path);
    }

    @Test
    void refuses_a_file_cut_off_at_any_byte() throws Exception {
        byte[] whole = small();
        Path path = folder.resolve("t.safetensors");
        for (int length = 0; length < whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Safetensors.open(path).close())
                    .isInstanceOf(BadDataException.class);
        }
        for (int more = 1; more < 20; more++) {
            Files.write(path, Arrays.copyOf(whole, whole.length + more));
            assertThatThrownBy(() -> Safetensors.open(path).close())
                    .isInstanceOf(BadDataException.class);
        }
    }

    @Test
    void a_mutated_file_is_read_consistently_or_refused_never_worse() throws Exception {
        byte[] whole = small();
        int dataStart = 8 + (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        Path path = folder.resolve("t.safetensors");
        RandomStream random = new Seed(11).child("mutations").stream();
        int refusals = 0;
        int mutations = 4000;
        for (int i = 0; i < mutations; i++) {
            byte[] mutated = whole.clone();
            int changes = 1 + random.nextInt(3);
            boolean changed = false;
            for (int c = 0; c < changes; c++) {
                // Three out of four strike the header, where the structure is.
                int at =
                        random.nextInt(4) > 0
                                ? random.nextInt(dataStart)
                                : random.nextInt(mutated.length);
                mutated[at] = value(random, whole);
                changed |= at < dataStart;
            }
            Files.write(path, mutated);
            if (outcome(path, mutated.length - dataStart)) {
                continue;
            }
            assertThat(changed).as("a change of data alone is no reason to refuse").isTrue();
            refusals++;
        }
        assertThat(refusals).isBetween(mutations / 3, mutations - 100);
    }

    private static byte value(RandomStream random, byte[] whole) {
        return random.nextBoolean()
                ? (byte) random.nextInt(256)
                : whole[random.nextInt(whole.length)];
    }

    /** True if it was read, false if it was refused; everything else fails the test. */
    private static boolean outcome(Path path, long dataBytes) {
        try (Safetensors file = Safetensors.open(path)) {
            long total = 0;
            for (StoredTensor tensor : file.tensors()) {
                assertThat(file.bytes(tensor.name())).hasSize((int) tensor.bytes());
                total += tensor.bytes();
            }
            assertThat(total).isEqualTo(dataBytes);
            return true;
        } catch (BadDataException e) {
            assertThat(e).hasMessageContaining(". Received: ").hasMessageEndingWith(mend(e));
            return false;
        }
    }

    private static String mend(BadDataException e) {
        return e.getMessage().contains("a known dtype") ? "BOOL]." : MEND;
    }
}
