package dev.hearth.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Shape;
import dev.hearth.zoo.inception.InceptionV4;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of {@code docs/scaling.md}, "Where it stops scaling, on paper", computed again. */
class ScalingTableTest {

    private static final double IMAGES = 1_281_167;
    private static final double BUCKETS = 14;
    private static final double LAST_BUCKET = 7.505e6;
    private static final double LATENCY = 1e-4;

    /** A step of workers with so many pictures each. */
    private record Step(int workers, int pictures, double gigabits, double rate) {

        private static final Complexity NET =
                InceptionV4.asPublished().cost(new Shape.Image(3, 299, 299));
        private static final double BYTES = 4.0 * NET.parameters();

        double computing() {
            return pictures * 6.0 * NET.multiplyAdds() / rate;
        }

        double sent() {
            return 2 * BYTES * (workers - 1) / workers;
        }

        double sums(double buckets) {
            return sent() * 8 / (gigabits * 1e9) + 2 * LATENCY * buckets;
        }

        double left() {
            return Math.max(
                    sums(BUCKETS) - 2 * computing() / 3, sums(BUCKETS) * LAST_BUCKET / BYTES);
        }

        double efficiency() {
            return computing() / (computing() + left());
        }

        double steps() {
            return IMAGES / (workers * pictures);
        }

        double minutes() {
            return steps() * (computing() + left()) / 60;
        }

        String row() {
            return String.format(
                    Locale.ROOT,
                    "| %d | %,d | %.0f | %.2f | %.2f | %.2f | %.1f | %.2f |",
                    workers,
                    workers * pictures,
                    gigabits,
                    sums(BUCKETS),
                    computing() / (computing() + sums(1)),
                    efficiency(),
                    minutes(),
                    steps() * sent() / 1e12);
        }
    }

    /** What all workers send in an epoch. */
    private static double all(int workers) {
        Step step = new Step(workers, 32, 25, 1e13);
        return step.steps() * step.sent() * workers / 1e12;
    }

    @Test
    void each_number_is_what_its_formula_gives() throws IOException {
        String page = Files.readString(Sources.root().resolve("docs/scaling.md"));
        List<String> rows =
                Stream.of(8, 64, 256)
                        .flatMap(
                                workers ->
                                        Stream.of(1, 10, 25, 100)
                                                .filter(link -> workers > 8 || link < 100)
                                                .map(link -> new Step(workers, 32, link, 1e13)))
                        .map(Step::row)
                        .toList();
        assertThat(page).contains(String.join("\n", rows) + "\n");
        Step few = new Step(8, 128, 25, 1e13);
        Step more = new Step(64, 16, 25, 1e13);
        Step many = new Step(256, 4, 25, 1e13);
        Step faster = new Step(64, 32, 25, 4e13);
        assertThat(page.replace('\n', ' '))
                .contains(
                        String.format(
                                Locale.ROOT,
                                "efficiency is %.2f at 8 workers, %.2f at 64 and %.2f at 256",
                                few.efficiency(),
                                more.efficiency(),
                                many.efficiency()),
                        String.format(
                                Locale.ROOT,
                                "An epoch then takes %.0f, %.1f and %.1f minutes",
                                few.minutes(),
                                more.minutes(),
                                many.minutes()),
                        String.format(
                                Locale.ROOT,
                                "%.0f, %.1f and %.1f hours",
                                few.minutes() * 160 / 60,
                                more.minutes() * 160 / 60,
                                many.minutes() * 160 / 60),
                        String.format(
                                Locale.ROOT,
                                "an efficiency of %.2f with 25 Gbit/s and %.2f with 100",
                                faster.efficiency(),
                                new Step(64, 32, 100, 4e13).efficiency()),
                        String.format(
                                Locale.ROOT,
                                "(c = %.3f s)",
                                new Step(64, 32, 25, 1e13).computing()),
                        String.format(
                                Locale.ROOT, "%.1f, %.1f and %.1f TB", all(8), all(64), all(256)));
    }
}
