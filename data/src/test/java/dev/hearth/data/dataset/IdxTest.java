package dev.hearth.data.dataset;

import static dev.hearth.data.image.SmallFiles.gzip;
import static dev.hearth.data.image.SmallFiles.idx;
import static dev.hearth.data.image.SmallFiles.ramp;
import static dev.hearth.data.image.SmallFiles.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.data.image.Mutations;
import dev.hearth.data.image.SmallFiles;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {

    @TempDir private Path folder;
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("some-file");
    }

    @Test
    void plain_and_gzip_read_alike_whatever_their_name() {
        byte[] values = ramp(24);
        Idx plain = Idx.read(write(file, idx(values, 2, 3, 4)));
        Idx packed = Idx.read(write(file, gzip(idx(values, 2, 3, 4))));
        assertThat(plain.extents()).containsExactly(2, 3, 4).isEqualTo(packed.extents());
        assertThat(Idx.extents(file)).containsExactly(2, 3, 4);
        assertThat(plain.values()).isEqualTo(values).isEqualTo(packed.values());
        assertThat(plain.value(23)).isEqualTo(161);
    }

    @Test
    void a_missing_file_is_refused() {
        refuses("An IDX file of unsigned bytes. Received: no file " + file);
    }

    @Test
    void a_folder_is_refused() {
        file = folder;
        refuses(folder + ", which is no file");
    }

    @Test
    void another_magic_number_is_refused() {
        write(file, new byte[] {0, 0, 0xD, 1, 0, 0, 0, 1, 0});
        refuses("needs a magic number from 2049 to 2052. Received: 3329 in " + file);
    }

    @Test
    void too_few_values_are_refused() {
        write(file, idx(ramp(5), 6));
        refuses("as many values as its extents [6] say. Received: 13 bytes in " + file);
        write(file, gzip(idx(ramp(5), 6)));
        refuses("as many values as its extents [6] say. Received: only 5 values in " + file);
    }

    @Test
    void too_many_values_are_refused() {
        write(file, idx(ramp(7), 6));
        refuses("as its extents [6] say. Received: 15 bytes");
        write(file, gzip(idx(ramp(7), 6)));
        refuses("as its extents [6] say. Received: more than 6 values");
    }

    @Test
    void a_header_cannot_ask_for_more_memory_than_the_file_could_hold() {
        write(file, gzip(idx(ramp(9), 2_000_000_000)));
        refuses("extents [2000000000] say. Received: ");
        write(file, idx(ramp(9), 2_000_000_000));
        refuses("extents [2000000000] say. Received: 17 bytes");
        write(file, gzip(idx(ramp(9), 65536, 65536)));
        refuses("needs extents above 0 and at most ");
        write(file, gzip(idx(ramp(9), -1, 65536)));
        refuses("Received: extents [-1, 65536]");
        write(file, idx(ramp(0), 0));
        refuses("Received: extents [0]");
    }

    @Test
    void a_bomb_ends_where_its_header_says() {
        write(file, gzip(idx(new byte[50_000_000], 1_000_000)));
        refuses("Received: more than 1000000 values");
    }

    @Test
    void a_cut_or_damaged_gzip_is_refused() {
        byte[] good = gzip(idx(ramp(600), 600));
        write(file, Arrays.copyOf(good, good.length - 20));
        refuses(file + ", which ends too early");
        write(file, Arrays.copyOf(good, 12));
        refuses(file + ", which ends too early");
        byte[] bad = good.clone();
        bad[good.length - 6] ^= 1;
        write(file, bad);
        refuses(file + ", which is corrupt: ");
    }

    @Test
    void damaged_files_read_or_are_refused() {
        byte[] good = idx(ramp(60), 3, 4, 5);
        assertMixed(good, UnaryOperator.identity());
        assertMixed(gzip(good), UnaryOperator.identity());
        // Damage that gzip's checksum does not tell.
        assertMixed(good, SmallFiles::gzip);
    }

    private void assertMixed(byte[] good, UnaryOperator<byte[]> seal) {
        Mutations.Outcome outcome =
                Mutations.run(
                        good,
                        4000,
                        seal,
                        bad -> Idx.read(new ByteArrayInputStream(bad), bad.length, file));
        assertThat(outcome.read()).isPositive();
        assertThat(outcome.refused()).isGreaterThan(1000);
    }

    private void refuses(String part) {
        assertThatThrownBy(() -> Idx.read(file))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(part);
    }
}
