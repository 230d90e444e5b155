package dev.hearth.train.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressLineTest {

    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong now = new AtomicLong(5);
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    private String said() {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private ProgressLine line(long total, Display display) {
        return ProgressLine.resume("elu", 0, total, display, out, now::get);
    }

    private void pass(double seconds) {
        now.addAndGet((long) (seconds * SECOND));
    }

    @Test
    void what_ends_early_has_no_time_left() {
        ProgressLine line = line(1000, Display.LINES);
        pass(1);
        line.advance(100, 0.5);
        line.finish();
        line.close();
        assertThat(said())
                .isEqualTo("elu  100 %  100/100  100 examples/s  loss 0.5000  left 0:00\n");
    }

    @Test
    void knows_nothing_before_it_has_measured() {
        ProgressLine line = line(1000, Display.QUIET);
        assertThat(line.text()).isEqualTo("elu  0 %  0/1000  ? examples/s  left ?");
        line.advance(0, 0.5);
        assertThat(line.text()).isEqualTo("elu  0 %  0/1000  ? examples/s  loss 0.5000  left ?");
    }

    @Test
    void the_time_left_is_the_rest_at_the_measured_rate() {
        ProgressLine line = line(1000, Display.QUIET);
        pass(2);
        line.advance(100, 0.69314);
        assertThat(line.text())
                .isEqualTo("elu  10 %  100/1000  50 examples/s  loss 0.6931  left 0:18");
        pass(1);
        line.advance(899, Double.NaN);
        assertThat(line.text()).isEqualTo("elu  99 %  999/1000  333 examples/s  left 0:00");
        pass(1);
        line.advance(1, 1);
        assertThat(line.text()).startsWith("elu  100 %").endsWith("left 0:00");
        line.advance(500, 1);
        assertThat(line.text()).startsWith("elu  100 %  1000/1000").endsWith("left 0:00");
    }

    @Test
    void an_earlier_run_does_not_count_into_the_rate() {
        ProgressLine line = ProgressLine.resume("elu", 900, 1000, Display.QUIET, out, now::get);
        pass(1);
        line.advance(10, 1);
        assertThat(line.text()).contains("910/1000  10 examples/s").endsWith("left 0:09");
    }

    @Test
    void the_rate_follows_the_last_half_minute() {
        RateEstimate pace = new RateEstimate(Duration.ofSeconds(30), now::get, 0);
        long count = 0;
        for (int i = 0; i < 100; i++) {
            pass(1);
            pace.read(count += 1000);
        }
        assertThat(pace.rate().getAsDouble()).isCloseTo(1000, within(1e-9));
        for (int i = 0; i < 15; i++) {
            pass(1);
            pace.read(count += 10);
        }
        assertThat(pace.rate().getAsDouble()).isCloseTo(505, within(1e-9));
        for (int i = 0; i < 15; i++) {
            pass(1);
            pace.read(count += 10);
        }
        assertThat(pace.rate().getAsDouble()).isCloseTo(10, within(1e-9));
        assertThat(pace.left(count + 50)).contains(Duration.ofSeconds(5));
    }

    @Test
    void steps_slower_than_the_window_have_a_rate_too() {
        RateEstimate pace = new RateEstimate(Duration.ofSeconds(30), now::get, 0);
        pass(300);
        pace.read(3);
        pass(300);
        pace.read(6);
        assertThat(pace.rate().getAsDouble()).isCloseTo(0.01, within(1e-12));
    }

    @Test
    void a_stalled_run_shows_more_and_more_time_left() {
        RateEstimate pace = new RateEstimate(Duration.ofSeconds(30), now::get, 0);
        for (int i = 1; i <= 10; i++) {
            pass(1);
            pace.read(i * 10);
        }
        assertThat(pace.left(200)).contains(Duration.ofSeconds(10));
        pass(1.5);
        assertThat(pace.left(200)).contains(Duration.ofSeconds(10));
        pass(88.5);
        assertThat(pace.left(200)).contains(Duration.ofSeconds(100));
    }

    @Test
    void is_never_negative() {
        RateEstimate pace = new RateEstimate(Duration.ofSeconds(30), now::get, 0);
        pass(1);
        pace.read(10);
        assertThat(pace.left(5)).contains(Duration.ZERO);
        assertThat(pace.left(Long.MAX_VALUE).orElseThrow()).isPositive();
    }

    @Test
    void prints_a_line_every_ten_seconds_and_at_the_end() {
        try (ProgressLine line = line(10_000, Display.LINES)) {
            for (int i = 0; i < 50; i++) {
                pass(0.5);
                line.advance(100, 1.5);
            }
        }
        assertThat(said())
                .isEqualTo(
                        """
                        elu  20 %  2000/10000  200 examples/s  loss 1.500  left 0:40
                        elu  40 %  4000/10000  200 examples/s  loss 1.500  left 0:30
                        elu  50 %  5000/10000  200 examples/s  loss 1.500  left 0:25
                        """);
    }

    @Test
    void does_not_say_the_end_twice() {
        try (ProgressLine line = line(10, Display.LINES)) {
            pass(1);
            line.advance(10, 1.5);
        }
        assertThat(said()).isEqualTo("elu  100 %  10/10  10 examples/s  loss 1.500  left 0:00\n");
    }

    @Test
    void quiet_is_quiet() {
        try (ProgressLine line = line(10, Display.QUIET)) {
            pass(100);
            line.advance(10, 1.5);
        }
        assertThat(said()).isEmpty();
    }

    @Test
    void draws_a_bar_over_and_over_on_a_terminal() {
        try (ProgressLine line = line(1000, Display.TERMINAL)) {
            pass(2);
            line.advance(500, 0.25);
            assertThat(line.drawn(75))
                    .isEqualTo(
                            "50 %  left 0:02  loss 0.2500  250 examples/s  [==========          ]  elu  ");
        }
        assertThat(said()).contains("\r50 %  left 0:02  loss 0.2500").endsWith("\n");
    }

    @Test
    void a_bar_fits_any_width_with_figures_first() {
        ProgressLine line =
                ProgressLine.resume(
                        "images/photographs/inception-resnet-half seed 1",
                        0,
                        1000,
                        Display.QUIET,
                        out,
                        now::get);
        pass(2);
        line.advance(500, 0.25);
        for (int width = 1; width < 200; width++) {
            assertThat(line.drawn(width)).hasSize(width);
        }
        assertThat(line.drawn(20)).isEqualTo("50 %  left 0:02     ");
        assertThat(line.drawn(40)).isEqualTo("50 %  left 0:02  loss 0.2500  [====    ]");
        assertThat(line.drawn(59))
                .isEqualTo("50 %  left 0:02  loss 0.2500  250 examples/s  [=====      ]");
    }

    @Test
    void a_line_is_printed_above_the_bar_and_nothing_of_the_bar_stays() {
        try (ProgressLine line = line(1000, Display.TERMINAL)) {
            pass(2);
            line.advance(500, 0.25);
            line.say("epoch 1");
        }
        assertThat(said()).containsPattern("\r" + "epoch 1 {72}\n");
        for (String drawn : said().split("[\r\n]+")) {
            assertThat(drawn.length()).isLessThanOrEqualTo(79);
        }
    }

    @Test
    void the_launcher_says_how_wide_the_terminal_is() {
        assertThat(Display.columns(Map.of("COLUMNS", "60"))).isEqualTo(60);
        assertThat(Display.columns(Map.of())).isEqualTo(80);
        assertThat(Display.columns(Map.of("COLUMNS", "wide"))).isEqualTo(80);
        assertThat(Display.columns(Map.of("COLUMNS", "3"))).isEqualTo(80);
    }

    @Test
    void a_bar_is_redrawn_while_the_run_goes_on() throws Exception {
        try (ProgressLine line = line(1000, Display.TERMINAL)) {
            for (int percent = 10; percent <= 20; percent += 10) {
                pass(1);
                line.advance(100, 0.25);
                String drawn = "\r" + percent + " %  left";
                for (int tries = 0; tries < 100 && !said().contains(drawn); tries++) {
                    Thread.sleep(50);
                }
                assertThat(said()).contains(drawn);
            }
        }
    }

    @Test
    void a_bar_that_ends_at_once_ends_its_line_once() {
        for (int i = 0; i < 50; i++) {
            bytes.reset();
            line(10, Display.TERMINAL).close();
            assertThat(said()).containsOnlyOnce("\n").endsWith("\n");
        }
    }

    @Test
    void hours_are_spelled_out() {
        assertThat(ProgressLine.clock(Duration.ofSeconds(59))).isEqualTo("0:59");
        assertThat(ProgressLine.clock(Duration.ofSeconds(3599))).isEqualTo("59:59");
        assertThat(ProgressLine.clock(Duration.ofSeconds(90_061))).isEqualTo("25:01:01");
    }

    @Test
    void the_launcher_knows_whether_there_is_a_terminal() {
        Map<String, String> able = Map.of("TERM", "xterm", "HEARTH_TTY", "1");
        assertThat(Display.detect(able, false)).isEqualTo(Display.TERMINAL);
        Map<String, String> piped = Map.of("TERM", "xterm", "HEARTH_TTY", "0");
        assertThat(Display.detect(piped, true)).isEqualTo(Display.LINES);
        Map<String, String> dumb = Map.of("TERM", "dumb", "HEARTH_TTY", "1");
        assertThat(Display.detect(dumb, true)).isEqualTo(Display.LINES);
        assertThat(Display.detect(Map.of("TERM", "xterm"), true)).isEqualTo(Display.TERMINAL);
        assertThat(Display.detect(Map.of("TERM", "xterm"), false)).isEqualTo(Display.LINES);
        assertThat(Display.detect(Map.of(), true)).isEqualTo(Display.LINES);
    }

    @Test
    void refuses_a_total_that_cannot_be() {
        assertThatThrownBy(() -> line(0, Display.QUIET))
                .hasMessage(
                        "ProgressLine needs 0 ≤ done ≤ total and a total above 0. Received: done=0,"
                                + " total=0. Count examples over all epochs.");
    }
}
