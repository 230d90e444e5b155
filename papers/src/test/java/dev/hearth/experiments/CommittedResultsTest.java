package dev.hearth.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.experiments.claim.Verdict;
import dev.hearth.papers.Papers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is committed under {@code papers/PAPER} must follow from the runs that are committed there. */
class CommittedResultsTest {

    static Stream<String> papers() {
        return Papers.all().papers().stream().filter(paper -> Files.exists(Path.of(paper)));
    }

    @Test
    void the_ledger_is_generated_from_the_results() throws IOException {
        assertThat(Files.readString(Path.of("README.md")))
                .as("./hearth ledger --markdown > papers/README.md")
                .isEqualTo(Ledger.read(Path.of(""), Papers.all()).markdown());
    }

    private static List<Outcome> outcomes(String paper) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Experiment experiment : Papers.experiments()) {
            if (experiment.paperWord().equals(paper)) {
                OutcomeFiles.of(Path.of(""), experiment)
                        .forEach(file -> outcomes.add(Outcome.read(file)));
            }
        }
        return outcomes;
    }

    /** So today's code would make each of them again. */
    @Test
    void every_run_was_made_by_the_recipe_of_today() {
        assertThat(Ledger.read(Path.of(""), Papers.all()).provenances())
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.earlier()).as(each.experiment()).isEmpty());
    }

    /**
     * A row that leaves a claim open says what it could have seen, and what a decision costs; of two looks at it
     * the later one says so.
     */
    @Test
    void no_row_is_inconclusive_without_its_power_and_the_cost_of_a_decision() {
        List<Ledger.Row> rows = Ledger.read(Path.of(""), Papers.all()).rows();
        Set<String> lookedAtAgain =
                rows.stream()
                        .filter(row -> row.budget().equals("evidence"))
                        .map(Ledger.Row::experiment)
                        .collect(Collectors.toSet());
        assertThat(rows)
                .filteredOn(row -> row.verdict() == Verdict.INCONCLUSIVE)
                .filteredOn(
                        row ->
                                row.budget().equals("evidence")
                                        || !lookedAtAgain.contains(row.experiment()))
                .isNotEmpty()
                .allSatisfy(
                        row -> {
                            assertThat(row.why())
                                    .as(row.id() + " " + row.experiment())
                                    .containsAnyOf(
                                            "90 %",
                                            "have been found alike",
                                            "least possible",
                                            "runs of an arm have to",
                                            "could not have shown any effect",
                                            "1 run cannot show a spread");
                            assertThat(row.toDecide())
                                    .as(row.id() + " " + row.experiment())
                                    .startsWith("--experiment ")
                                    .contains(" of a core");
                        });
    }

    @ParameterizedTest
    @MethodSource("papers")
    void the_card_is_generated_from_the_results(String paper) throws IOException {
        List<Outcome> outcomes = outcomes(paper);
        assertThat(outcomes).isNotEmpty();
        assertThat(Files.readString(Path.of(paper, "CARD.md")))
                .isEqualTo(Card.write(Papers.all().title(paper), outcomes));
    }

    @ParameterizedTest
    @MethodSource("papers")
    void every_verdict_follows_from_the_runs(String paper) {
        for (Outcome outcome : outcomes(paper)) {
            Experiment experiment =
                    Papers.experiments().stream()
                            .filter(e -> e.name().equals(outcome.experiment()))
                            .findAny()
                            .orElseThrow();
            Outcome today = outcome.decided(experiment);
            assertThat(outcome.findings())
                    .as(outcome.experiment() + ": ./hearth ledger --update")
                    .isEqualTo(today.findings());
            assertThat(outcome.design()).isEqualTo(today.design());
        }
    }

    @ParameterizedTest
    @MethodSource("papers")
    void every_picture_is_there(String paper) {
        for (Outcome outcome : outcomes(paper)) {
            for (Outcome.Drawn picture : outcome.pictures()) {
                assertThat(Path.of(paper, "results", picture.file())).isNotEmptyFile();
            }
        }
    }
}
