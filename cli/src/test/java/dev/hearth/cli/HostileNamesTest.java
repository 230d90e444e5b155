package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.papers.Papers;
import dev.hearth.papers.Recipes;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that come from files. */
class HostileNamesTest {

    @TempDir private Path temp;

    /** A small recipe of another name. */
    private Path recipe(String name) throws IOException {
        var small = Recipes.all(Budget.SMOKE, set -> true).get("elu/mnist-8x128/ELU");
        String json = Papers.recipeJson().write(small);
        Path file = temp.resolve("recipe.json");
        Files.writeString(file, json.replace("\"elu/mnist-8x128/ELU\"", '"' + name + '"'));
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../x", "/tmp/x", "a/../b", "x\\u0000y", "x\\ny"})
    void a_recipe_writes_below_runs_or_not_at_all(String name) throws IOException {
        Called said = Called.of("run", recipe(name).toString(), "--budget", "smoke");
        assertThat(said.code()).as(said.toString()).isEqualTo(2);
        assertThat(said.err())
                .contains("The name of a folder below runs needs")
                .contains(". Received: ");
        assertThat(said.out()).isEmpty();
    }

    @Test
    void a_name_does_not_move_the_terminal() throws IOException {
        Called said =
                Called.of(
                        "run",
                        recipe("x\\u001b[2J\\nReceived").toString(),
                        "--set",
                        "corpus.set=strokes",
                        "--set",
                        "corpus.training=100",
                        "--set",
                        "corpus.testing=20",
                        "--set",
                        "epochs=1",
                        "--budget",
                        "smoke",
                        "--out",
                        temp.resolve("out").toString());
        assertThat(said.code()).as(said.toString()).isZero();
        assertThat(said.out())
                .contains("x\\u001b[2J\\u000aReceived seed 1")
                .doesNotContain("\u001b[2J");
    }

    @Test
    void every_recipe_of_the_catalogue_has_a_folder() {
        Path runs = Path.of("runs");
        for (Budget budget : Budget.values()) {
            assertThat(Recipes.all(budget, set -> true).keySet())
                    .isNotEmpty()
                    .allSatisfy(
                            name -> assertThat(RunFolder.below(runs, name)).startsWithRaw(runs));
        }
    }
}
