package dev.hearth.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunFolderTest {

    private static final Path ROOT = Path.of("runs");

    @ParameterizedTest
    @CsvSource({
        "elu/mnist-8x128/relu, runs/elu/mnist-8x128/relu",
        "pets/inception-v4 from timm, runs/pets/inception-v4-from-timm",
        "café/été.2, runs/café/été.2",
        "a..b/_, runs/a..b/_",
    })
    void a_plain_name_is_a_folder_below(String name, Path folder) {
        assertThat(RunFolder.below(ROOT, name)).isEqualTo(folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "..",
                ".",
                "...",
                ".\n",
                "../../x",
                "a/../../x",
                "a/./b",
                "/etc/x",
                "a//b",
                "a/",
                "a\\b",
                "C:x",
                "a\0b",
                "a\nb",
                "a\u001b[2J",
                "~",
                "a\u202eb",
                "a\u2028b"
            })
    void another_name_is_refused(String name) {
        assertThatThrownBy(() -> RunFolder.below(ROOT, name))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(". Received: ");
    }

    @Test
    void a_folder_that_could_not_be_made_is_refused_before_anything_is_done(@TempDir Path temp)
            throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "x");
        Path within = file.resolve("runs/first");
        assertThatThrownBy(() -> RunFolder.check(within))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("Files are written to " + within + ". Received: ")
                .hasMessageContaining("NotDirectoryException: " + file + ".");
        RunFolder.check(temp.resolve("one/that/could"));
        assertThat(temp.resolve("one")).doesNotExist();
    }
}
