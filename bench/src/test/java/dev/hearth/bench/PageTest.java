package dev.hearth.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {

    @TempDir private Path temp;

    @Test
    void each_writer_keeps_what_the_other_wrote() throws IOException {
        Path file = temp.resolve("README.md");
        Page page = new Page(file);
        page.alone("# Measurements\n");
        assertThat(file).hasContent("# Measurements\n");
        page.beside("## Beside others\n\none\n");
        assertThat(Files.readString(file))
                .startsWith("# Measurements\n\n<!--")
                .endsWith("-->\n\n## Beside others\n\none\n");
        page.alone("# Measured again\n");
        page.beside("## Beside others\n\ntwo\n");
        assertThat(Files.readString(file))
                .startsWith("# Measured again\n\n<!--")
                .endsWith("-->\n\n## Beside others\n\ntwo\n")
                .doesNotContain("one");
        String once = Files.readString(file);
        page.alone("# Measured again\n");
        page.beside("## Beside others\n\ntwo\n");
        assertThat(file).hasContent(once);
    }
}
