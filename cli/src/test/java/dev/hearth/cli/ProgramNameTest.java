package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProgramNameTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @AfterEach
    void clear() {
        System.clearProperty("hearth.installed");
    }

    private String printed() {
        PrintStream stream = ProgramName.stream(bytes);
        stream.println("Try ./hearth predict --model ./hearth/1.jpg ./hearth ./hearth list");
        stream.printf(Locale.ROOT, "%s%n", "(./hearth data look é)");
        PrintWriter writer = ProgramName.writer(bytes);
        writer.println("./hearth COMMAND --help, ./hearth --help, ./hearth --out x");
        writer.flush();
        return bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    @Test
    void a_clone_has_a_launcher_in_its_folder() {
        assertThat(printed())
                .isEqualTo(
                        "Try ./hearth predict --model ./hearth/1.jpg ./hearth ./hearth list\n"
                                + "(./hearth data look é)\n"
                                + "./hearth COMMAND --help, ./hearth --help, ./hearth --out x\n");
    }

    @Test
    void an_installed_program_is_on_the_path_and_paths_stay() {
        System.setProperty("hearth.installed", "true");
        assertThat(printed())
                .isEqualTo(
                        "Try hearth predict --model ./hearth/1.jpg ./hearth hearth list\n"
                                + "(hearth data look é)\n"
                                + "hearth COMMAND --help, hearth --help, ./hearth --out x\n");
    }
}
