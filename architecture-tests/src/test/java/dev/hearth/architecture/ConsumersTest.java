package dev.hearth.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs outside the build, which know Hearth only as it is published; Linux x86-64, with Maven. */
class ConsumersTest {

    @TempDir private Path temp;

    @Test
    @Tag("long")
    void published_hearth_runs_on_both_paths_shaded_and_in_spring_boot()
            throws IOException, InterruptedException {
        assumeThat(System.getProperty("os.name") + " " + System.getProperty("os.arch"))
                .isEqualTo("Linux amd64");
        Path log = temp.resolve("log");
        ProcessBuilder builder =
                new ProcessBuilder("bash", Sources.root().resolve("consumers/run").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        int exit = builder.start().waitFor();
        String said = Files.readString(log, StandardCharsets.UTF_8);
        assertThat(exit).as(said).isZero();
        List<String> passed =
                said.lines().filter(line -> line.startsWith("CONSUMER OK")).sorted().toList();
        assertThat(passed)
                .containsExactly(
                        "CONSUMER OK, Spring Boot",
                        "CONSUMER OK, class path",
                        "CONSUMER OK, class path",
                        "CONSUMER OK, module path");
    }
}
