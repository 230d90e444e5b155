package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.train.log.Display;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LookProgressTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private long now;

    private String shown(Display display, double... seconds) {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        try (LookProgress progress = new LookProgress(display, out, () -> now)) {
            for (int i = 0; i < seconds.length; i++) {
                now = Duration.ofMillis((long) (1000 * seconds[i])).toNanos();
                progress.looked(1000 + i, 2000);
            }
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void on_a_terminal_a_line_is_drawn_over_and_gone_at_the_end() {
        String line = "Looked at 1,00%d of 2,000 pictures …";
        assertThat(shown(Display.TERMINAL, 0.5, 1.5, 1.6, 2))
                .isEqualTo(
                        "\r"
                                + line.formatted(1)
                                + "\r"
                                + line.formatted(3)
                                + "\r"
                                + " ".repeat(line.length() - 1)
                                + "\r");
    }

    @Test
    void elsewhere_a_line_is_printed_now_and_then_and_none_of_a_short_look() {
        assertThat(shown(Display.LINES, 1, 9)).isEmpty();
        now = 0;
        assertThat(shown(Display.QUIET, 100)).isEmpty();
        now = 0;
        assertThat(shown(Display.LINES, 1, 11, 12, 22))
                .isEqualTo(
                        "Looked at 1,001 of 2,000 pictures …\nLooked at 1,003 of 2,000 pictures …\n");
    }
}
