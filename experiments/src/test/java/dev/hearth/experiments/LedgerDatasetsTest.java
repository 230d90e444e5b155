package dev.hearth.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.run.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerDatasetsTest {

    @TempDir private Path temp;

    private record MadeUp() implements Experiment {

        @Override
        public String name() {
            return "made/up";
        }

        @Override
        public String about() {
            return "made up";
        }

        @Override
        public Plan plan(Budget budget, Predicate<String> available) {
            Claim claim = new Claim("T-1", "a below b", "");
            return new Plan(
                    "made up",
                    "",
                    List.of(),
                    List.of(Measure.of("x", "", "x").order(claim, "", "a", "b")),
                    List.of());
        }
    }

    private static Outcome.ArmRun run(String arm, String dataset) {
        return new Outcome.ArmRun(
                arm,
                new Result(
                        "made up",
                        "0",
                        "short",
                        Map.of("name", dataset),
                        1,
                        "cpu",
                        1,
                        "a machine",
                        Map.of(),
                        Map.of("x", 1.0),
                        List.of(),
                        1,
                        1));
    }

    private Ledger.Row row(Outcome.ArmRun... runs) throws IOException {
        Outcome outcome = MadeUpOutcome.of("made/up", runs);
        Experiment experiment = new MadeUp();
        Path file = OutcomeFiles.file(temp, experiment, "short");
        Files.createDirectories(file.getParent());
        Files.writeString(file, outcome.json());
        return Ledger.read(temp, new ExperimentList(List.of(experiment), Map.of())).rows().get(0);
    }

    @Test
    void what_learned_from_nothing_adds_no_name_to_those_of_data_sets() throws IOException {
        Ledger.Row mixed = row(run("a", "none"), run("b", "cifar-10/train[2000]"));
        assertThat(mixed.dataset()).isEqualTo("cifar-10/train[2000]");
        assertThat(mixed.source())
                .startsWith("made/up, budget short, cifar-10/train[2000], seeds ");
        Ledger.Row measured = row(run("a", "none"), run("b", "none"));
        assertThat(measured.dataset()).isEmpty();
        assertThat(measured.source()).startsWith("made/up, budget short, seeds ");
    }
}
