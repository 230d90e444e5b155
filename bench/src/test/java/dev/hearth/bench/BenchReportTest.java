package dev.hearth.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchReportTest {

    @TempDir Path folder;

    private static final BenchReport REPORT =
            new BenchReport(
                    "AMD EPYC(TM) 7B13, 2 cores",
                    Map.of(
                            "hearth",
                            "0.1.0",
                            "engine",
                            "libtorch 2.10.0-1.5.13, linux-x86_64",
                            "java",
                            "17.0.15+6",
                            "openblas",
                            "Cooperlake"),
                    "PASSIVE",
                    "full",
                    Map.of("Group", "About it."),
                    Map.of("Group", "2026-11-28"),
                    List.of(
                            Quantity.of("Group", "one", "µs", 1, new Spread(2, 1, 3, 9))
                                    .atMost(2.5),
                            Quantity.once("Group", "a \"quoted\", name", "×", 2, 0.5)
                                    .noted("a note")
                                    .atLeast(1),
                            Quantity.unmeasured("Group", "three", "times", 1, "it was there")
                                    .atMost(2)));

    @Test
    void a_file_is_named_by_machine_and_versions() {
        assertThat(REPORT.slug())
                .isEqualTo("amd-epyc-7b13-2-cores-hearth-0.1.0-libtorch-2.10.0-1.5.13-java-17");
    }

    @Test
    void the_json_holds_every_figure() throws IOException {
        JsonNode root = new ObjectMapper().readTree(REPORT.json());
        assertThat(root.get("versions").get("java").asText()).isEqualTo("17.0.15+6");
        JsonNode first = root.get("figures").get(0);
        assertThat(first.get("median").asDouble()).isEqualTo(2);
        assertThat(first.get("lowerQuartile").asDouble()).isEqualTo(1);
        assertThat(first.get("upperQuartile").asDouble()).isEqualTo(3);
        assertThat(first.get("count").asInt()).isEqualTo(9);
        assertThat(first.get("target").get("met").asBoolean()).isTrue();
        JsonNode second = root.get("figures").get(1);
        assertThat(second.get("threads").asInt()).isEqualTo(2);
        assertThat(second.get("target").get("met").asBoolean()).isFalse();
        JsonNode third = root.get("figures").get(2);
        assertThat(third.get("median").isNull()).isTrue();
        assertThat(third.get("target").get("value").asDouble()).isEqualTo(2);
        assertThat(third.get("target").has("met")).isFalse();
        assertThat(root.get("figures")).hasSize(3);
    }

    @Test
    void what_is_written_is_read() throws IOException {
        REPORT.write(folder);
        BenchReport read = BenchReport.read(folder.resolve(REPORT.slug() + ".json"));
        assertThat(read).usingRecursiveComparison().isEqualTo(REPORT);
    }

    @Test
    void parts_measured_again_take_the_place_of_the_earlier_ones() {
        BenchReport again =
                new BenchReport(
                        REPORT.hardware(),
                        REPORT.versions(),
                        REPORT.waitPolicy(),
                        REPORT.depth(),
                        Map.of("Another", "About another."),
                        Map.of("Another", "2026-11-29"),
                        List.of(Quantity.once("Another", "four", "ms", 1, 4)));
        BenchReport both = again.over(REPORT, List.of("Another", "Group", "Neither"));
        assertThat(both.about().keySet()).containsExactly("Another", "Group");
        assertThat(both.figures()).hasSize(4).endsWith(REPORT.figures().get(2));
        assertThat(both.readme("file"))
                .contains("About another. Measured 2026-11-29.")
                .contains("About it. Measured 2026-11-28.");
        BenchReport replaced = both.over(both, List.of("Group"));
        assertThat(replaced.figures()).isEqualTo(REPORT.figures());
    }

    @Test
    void figures_of_other_conditions_do_not_stand_beside_one_another() {
        BenchReport quick =
                new BenchReport(
                        REPORT.hardware(),
                        REPORT.versions(),
                        REPORT.waitPolicy(),
                        "quick",
                        Map.of(),
                        Map.of(),
                        List.of());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> quick.over(REPORT, List.of("Group")))
                .withMessageContaining("same machine")
                .withMessageContaining("a full run");
    }

    @Test
    void the_kernels_of_products_are_named() {
        assertThat(REPORT.text()).contains("; OpenBLAS with kernels for Cooperlake; ");
    }

    @Test
    void the_csv_has_a_line_a_figure_and_quotes_what_needs_it() {
        assertThat(REPORT.csv().lines()).hasSize(4);
        assertThat(REPORT.csv()).contains("\"three\",\"times\",1,,,,0,").doesNotContain("NaN");
        assertThat(REPORT.csv()).contains("\"a \"\"quoted\"\", name\",\"×\",2,0.5,0.5,0.5,1,");
    }

    @Test
    void the_page_shows_figures_and_what_was_tried() {
        assertThat(REPORT.readme("file"))
                .contains("| one | 1 | 2.00 | 1.00 … 3.00 | 9 | µs | ≤ 2.50, met |")
                .contains("(a note) | 2 | 0.500 |  | 1 | × | ≥ 1.00, missed |")
                .contains("| three (it was there) | 1 | not measured |  | 0 | times | ≤ 2.00 |")
                .doesNotContain("NaN")
                .contains("About it.")
                .contains("## What was done about it");
    }

    @Test
    void the_command_writes_what_it_measured() throws IOException {
        int code = Bench.line().execute("--quick", "--only", "loader", "--out", folder.toString());
        assertThat(code).isZero();
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> written = files.sorted().toList();
            assertThat(written).hasSize(2);
            assertThat(written.get(0).toString()).endsWith(".csv");
            JsonNode root = new ObjectMapper().readTree(Files.readString(written.get(1)));
            assertThat(root.get("depth").asText()).isEqualTo("quick");
            assertThat(root.get("figures")).hasSize(2);
            root.get("figures")
                    .forEach(figure -> assertThat(figure.get("median").asDouble()).isPositive());
        }
    }

    @Test
    void a_wrong_count_of_threads_is_refused() {
        StringWriter said = new StringWriter();
        int code =
                Bench.line()
                        .setErr(new PrintWriter(said))
                        .execute("--quick", "--only", "matrix", "--threads", "0");
        assertThat(code).isEqualTo(2);
        assertThat(said.toString()).contains("LibTorch.threads needs a count above 0");
    }
}
