package dev.hearth.papers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.data.BadDataException;
import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.ExperimentList;
import dev.hearth.experiments.Ledger;
import dev.hearth.experiments.Outcome;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.CombinedCheck;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.Ranking;
import dev.hearth.experiments.claim.Untested;
import dev.hearth.experiments.claim.Verdict;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.run.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {

    private static final Claim LESS = new Claim("T-10", "A errs less than B", "fig. 9");
    private static final Claim OTHER = new Claim("T-9", "a faraway city | is large", "tab. 1");

    private static final Claim PARTS = new Claim("T-11", "both ways at once", "fig. 10");

    @TempDir private Path temp;

    private record MadeUp(String name) implements Experiment {
        @Override
        public String about() {
            return "made up";
        }

        @Override
        public Plan plan(Budget budget, Predicate<String> available) {
            ClaimCheck order =
                    new Ranking(
                            LESS,
                            "test error",
                            " %",
                            trial -> trial.metric("testError"),
                            List.of("A", "B"),
                            available.test("mnist") ? "" : "not MNIST");
            ClaimCheck both =
                    new CombinedCheck(
                            PARTS,
                            CombinedCheck.Rule.ALL,
                            List.of(
                                    part("one way", "A", "B"),
                                    part("or the other | way", "B", "A")),
                            "");
            ClaimCheck untested = new Untested(OTHER, evidence -> "nothing", "no city here");
            return new Plan("made up", "", List.of(), List.of(order, untested, both), List.of());
        }

        private static ClaimCheck part(String what, String less, String more) {
            return new Ranking(
                    new Claim("", what, ""),
                    "test error",
                    " %",
                    trial -> trial.metric("testError"),
                    List.of(less, more),
                    "");
        }
    }

    private static final List<Experiment> EXPERIMENTS = List.of(new MadeUp("made/up"));

    private static Outcome.ArmRun run(String arm, long seed, double error) {
        return new Outcome.ArmRun(
                arm,
                new Result(
                        "made/up/" + arm,
                        "0",
                        "smoke",
                        Map.of("name", "strokes/train"),
                        seed,
                        "cpu",
                        1,
                        "a machine",
                        Map.of(),
                        Map.of("testError", error),
                        List.of(),
                        1,
                        1));
    }

    /** Three seeds of two arms, and a verdict that somebody typed. */
    private void write(double a, double b, Verdict typed) throws IOException {
        List<Outcome.ArmRun> runs = new ArrayList<>();
        for (long seed = 1; seed <= 3; seed++) {
            runs.add(run("A", seed, a + 0.01 * seed));
            runs.add(run("B", seed, b + 0.011 * seed));
        }
        Finding wrong =
                new Finding("T-10", "A errs less", "fig. 9", "1", "", 3, typed, "typed by hand");
        Outcome outcome =
                new Outcome(
                        "made/up",
                        "made up",
                        "smoke",
                        "s",
                        "",
                        6,
                        runs,
                        List.of(wrong),
                        List.of(),
                        List.of(),
                        "");
        Path results = Files.createDirectories(temp.resolve("made/results"));
        Files.writeString(results.resolve("up.json"), outcome.json());
    }

    private Ledger.Row row(String id) {
        return Ledger.read(temp, new ExperimentList(EXPERIMENTS, Map.of())).rows().stream()
                .filter(row -> row.id().equals(id))
                .findAny()
                .orElseThrow();
    }

    @Test
    void verdicts_come_from_the_runs_and_not_from_what_the_file_says_of_them() throws IOException {
        write(1, 5, Verdict.REFUTED);
        assertThat(row("T-10").verdict()).isEqualTo(Verdict.CONFIRMED);
        write(5, 1, Verdict.CONFIRMED);
        assertThat(row("T-10").verdict()).isEqualTo(Verdict.REFUTED);
        write(5, 5, Verdict.CONFIRMED);
        assertThat(row("T-10").verdict()).isNotEqualTo(Verdict.CONFIRMED);
    }

    @Test
    void a_row_tells_where_its_figures_come_from() throws IOException {
        write(1, 5, Verdict.CONFIRMED);
        Ledger.Row row = row("T-10");
        assertThat(row.dataset()).isEqualTo("strokes/train");
        assertThat(row.budget()).isEqualTo("smoke");
        assertThat(row.seeds()).isEqualTo(3);
        assertThat(row.deviation())
                .as("planned for the data that was there")
                .isEqualTo("not MNIST");
    }

    @Test
    void a_claim_without_a_file_is_not_tested_and_says_how_to_test_it() {
        Ledger.Row row = row("T-10");
        assertThat(row.verdict()).isEqualTo(Verdict.NOT_TESTED);
        assertThat(row.why()).contains("./hearth reproduce --experiment made/up --budget short");
    }

    @Test
    void rows_go_by_number_and_cells_stay_in_their_columns() throws IOException {
        write(1, 5, Verdict.CONFIRMED);
        Ledger ledger = Ledger.read(temp, new ExperimentList(EXPERIMENTS, Map.of()));
        assertThat(ledger.rows()).extracting(Ledger.Row::id).containsExactly("T-9", "T-10", "T-11");
        assertThat(ledger.markdown().lines().filter(line -> line.startsWith("| **T-")))
                .hasSize(3)
                .allSatisfy(
                        line ->
                                assertThat(line.replace("\\|", "").chars().filter(c -> c == '|'))
                                        .hasSize(7));
    }

    @Test
    void a_claim_of_parts_has_a_line_and_a_verdict_for_each_and_all_figures_elsewhere()
            throws IOException {
        write(1, 5, Verdict.CONFIRMED);
        Ledger.Row row = row("T-11");
        assertThat(row.parts())
                .extracting(Ledger.Part::verdict)
                .containsExactly(Verdict.CONFIRMED, Verdict.REFUTED);
        Ledger ledger = Ledger.read(temp, new ExperimentList(EXPERIMENTS, Map.of()));
        String line =
                ledger.markdown()
                        .lines()
                        .filter(l -> l.startsWith("| **T-11"))
                        .findAny()
                        .orElseThrow();
        assertThat(line)
                .contains("| **refuted** | of 2 parts: 1 confirmed, 1 refuted |")
                .doesNotContain("interval");
        JsonNode parts = new ObjectMapper().readTree(ledger.json()).get(2).get("parts");
        assertThat(parts.get(0).get("why").asText()).contains("97.5 % interval");
        assertThat(parts.get(1).get("verdict").asText()).isEqualTo("refuted");
        assertThat(row("T-10").parts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120})
    void the_text_is_as_wide_as_the_terminal_and_loses_nothing(int columns) throws IOException {
        write(1, 5, Verdict.CONFIRMED);
        Ledger ledger = Ledger.read(temp, new ExperimentList(EXPERIMENTS, Map.of()));
        String text = ledger.text(columns);
        assertThat(text.lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(columns));
        String words = text.replaceAll("\\s+", " ");
        for (Ledger.Row row : ledger.rows()) {
            assertThat(words).contains(row.id() + " " + row.statement());
            if (row.parts().isEmpty()) {
                assertThat(words).contains("measured " + row.measured()).contains(row.why());
            }
            for (Ledger.Part part : row.parts()) {
                assertThat(words)
                        .contains(part.statement() + ": " + part.verdict().word())
                        .contains(part.measured() + " " + part.why());
            }
        }
        assertThat(words)
                .contains("3 claims in 3 rows. Empirical claims: 3 rows: 1 confirmed, 1 refuted");
        String lines = ledger.lines(columns).replaceAll("\\s+", " ");
        assertThat(ledger.lines(columns).lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(columns));
        for (Ledger.Row row : ledger.rows()) {
            assertThat(lines)
                    .contains(row.id() + " " + row.statement())
                    .contains(
                            row.verdict().word()
                                    + " "
                                    + row.experiment()
                                    + (row.deviation().isEmpty() ? "" : ": " + row.deviation()));
        }
        assertThat(lines).doesNotContain("interval");
    }

    @Test
    void json_is_read_back() throws IOException {
        write(1, 5, Verdict.CONFIRMED);
        JsonNode rows =
                new ObjectMapper()
                        .readTree(
                                Ledger.read(temp, new ExperimentList(EXPERIMENTS, Map.of()))
                                        .json());
        assertThat(rows).hasSize(3);
        assertThat(rows.get(1).get("id").asText()).isEqualTo("T-10");
        assertThat(rows.get(1).get("verdict").asText()).isEqualToIgnoringCase("confirmed");
    }

    @Test
    void a_broken_file_is_named() throws IOException {
        Path results = Files.createDirectories(temp.resolve("made/results"));
        Files.writeString(results.resolve("up.json"), "{");
        assertThatThrownBy(() -> Ledger.read(temp, new ExperimentList(EXPERIMENTS, Map.of())))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("up.json");
    }

    @Test
    void every_claim_of_the_list_has_a_number_and_each_paper_counts_without_gaps() {
        Ledger ledger = Ledger.read(temp, Papers.all());
        for (String paper : Papers.all().papers()) {
            List<Integer> numbers =
                    ledger.of(paper).rows().stream()
                            .map(row -> Integer.parseInt(row.id().replaceAll(".*-", "")))
                            .distinct()
                            .sorted()
                            .toList();
            assertThat(numbers.get(0)).as(paper).isEqualTo(1);
            assertThat(numbers.get(numbers.size() - 1)).as(paper).isEqualTo(numbers.size());
        }
    }
}
