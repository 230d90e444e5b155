package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are here and cannot be used. */
class DamagedDataTest {

    private static final String RUN =
            "run elu/mnist-8x128/ELU --budget smoke --set corpus.training=64 --set corpus.testing=20 --set"
                    + " corpus.set=strokes --set epochs=1 --threads 1 --out TEMP/run";

    @TempDir private Path temp;

    @Test
    void a_damaged_data_set_ends_a_reproduction_at_once() throws IOException {
        Path folder = Files.createDirectories(temp.resolve("data/mnist"));
        for (String name :
                new String[] {
                    "train-images-idx3-ubyte",
                    "train-labels-idx1-ubyte",
                    "t10k-images-idx3-ubyte",
                    "t10k-labels-idx1-ubyte"
                }) {
            Files.write(folder.resolve(name), new byte[] {0, 0, 8, 3, 9});
        }
        Called said =
                Called.line(
                        temp,
                        "reproduce --data TEMP/data --experiment elu/mnist-8x128 --out TEMP/out");
        assertThat(said.code()).as(said.err()).isEqualTo(2);
        assertThat(said.err().strip().lines()).hasSize(1);
        assertThat(said.err()).contains("An IDX file").contains(". Received: ").contains("mnist");
        assertThat(said.out()).doesNotContain("went wrong");
        try (Stream<Path> written = Files.walk(temp.resolve("out"))) {
            assertThat(written.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.matches("(checkpoint|log|recipe|result|events).*"));
        }
    }

    @Test
    void a_batch_above_what_java_can_hold_is_refused() {
        Called said = Called.line(temp, RUN + " --set batch=1000000000");
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains(". Received: ");
        assertThat(temp.resolve("run")).doesNotExist();
    }

    @Test
    void a_finished_run_is_read_on_a_disk_that_cannot_be_written() throws IOException {
        assertThat(Called.line(temp, RUN).code()).isZero();
        Path run = temp.resolve("run");
        boolean isPosix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        if (isPosix) {
            Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("r-xr-xr-x"));
        }
        try {
            Called again = Called.line(temp, RUN);
            assertThat(again.code()).as(again.err()).isZero();
            assertThat(again.out()).contains("Done before, on ");
            assertThat(Called.line(temp, "evaluate TEMP/run").code()).isZero();
        } finally {
            if (isPosix) {
                Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }
}
