package dev.hearth.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SparkSessionsTest {

    /** Executors run with what the launcher gives a program of one machine. */
    @Test
    void executors_have_the_launchers_options_and_environment() throws IOException {
        // Tests run in the module's folder target.
        String launcher = Files.readString(Path.of("../../hearth")).replaceAll("\\s+", " ");
        assertThat(launcher).contains("options=(" + String.join(" ", SparkSessions.OPTIONS) + ")");
        SparkSessions.ENVIRONMENT.forEach(
                (name, value) ->
                        assertThat(launcher)
                                .contains(
                                        "export " + name + "=\"${" + name + ":-" + value + "}\""));
    }
}
