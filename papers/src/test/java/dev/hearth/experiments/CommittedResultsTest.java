package dev.hearth.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.papers.Papers;
import dev.hearth.train.recipe.Budget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
            String word = experiment.name().substring(experiment.name().indexOf('/') + 1);
            Path file = Path.of(paper, "results", word + ".json");
            if (experiment.name().startsWith(paper + "/") && Files.exists(file)) {
                outcomes.add(Outcome.read(file));
            }
        }
        return outcomes;
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
