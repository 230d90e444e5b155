package dev.hearth.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.papers.Papers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvenanceTest {

    @TempDir private Path temp;

    /** A result of this repository, with a hash of a recipe that nobody has in its place. */
    @Test
    void a_run_of_another_recipe_is_counted() throws IOException {
        Path file = Path.of("fmp/results/mnist.json");
        Experiment experiment =
                Papers.experiments().stream()
                        .filter(each -> each.name().equals("fmp/mnist"))
                        .findFirst()
                        .orElseThrow();
        Outcome outcome = Outcome.read(file);
        Provenance all = Provenance.of(experiment, outcome);
        assertThat(all.runs()).isEqualTo(outcome.runs().size()).isPositive();
        assertThat(all.earlier()).isEmpty();
        String hash = outcome.runs().get(0).result().recipeHash();
        Path changed = temp.resolve("mnist.json");
        Files.writeString(changed, Files.readString(file).replace(hash, "0".repeat(64)));
        List<String> runs =
                outcome.runs().stream()
                        .filter(run -> run.result().recipeHash().equals(hash))
                        .map(run -> run.arm() + " seed " + run.result().seed())
                        .toList();
        Provenance some = Provenance.of(experiment, Outcome.read(changed));
        assertThat(some.earlier()).isEqualTo(runs).isNotEmpty();
    }

    @Test
    void the_ledger_says_how_many_and_where() {
        assertThat(
                        Provenance.words(
                                List.of(
                                        new Provenance("a/b", 3, List.of(), List.of("libtorch 1")),
                                        new Provenance(
                                                "a/c",
                                                5,
                                                List.of("x seed 1", "x seed 2", "y seed 1"),
                                                List.of("libtorch 2")),
                                        new Provenance("a/d", 0, List.of(), List.of()))))
                .startsWith(
                        "5 of 8 runs were made by their recipes as they stand today, by"
                                + " libtorch 1, libtorch 2. Recipes have changed since, or run in"
                                + " another order, in a/c (3 runs): ");
        assertThat(Provenance.words(List.of())).isEmpty();
    }
}
