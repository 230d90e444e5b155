package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrecisionOptionTest {

    @TempDir private Path temp;

    private Called run(String... more) {
        String[] words = {
            "run",
            "elu/mnist-8x128/ELU",
            "--budget",
            "smoke",
            "--set",
            "epochs=1",
            "--data",
            temp.toString(),
            "--out",
            temp.resolve("run").toString()
        };
        String[] line = java.util.Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, line, words.length, more.length);
        return Called.of(line);
    }

    @Test
    void the_recipe_of_the_run_says_in_what_it_was_computed() throws Exception {
        Called said = run("--precision", "bfloat16");
        assertThat(said.code()).as(said.toString()).isZero();
        assertThat(said.out()).contains("BFLOAT16");
        assertThat(Files.readString(temp.resolve("run/recipe.json")))
                .containsPattern("\"precision\" : \\{\\s+\"value\" : \"BFLOAT16\"");
    }

    @Test
    void auto_says_what_it_chose_and_why() {
        Called said = run("--precision", "auto");
        assertThat(said.code()).as(said.toString()).isZero();
        assertThat(said.out())
                .containsPattern(
                        "Precision: (b?float\\d\\d), three of four steps of this recipe are at least [\\d.]+ times as fast");
    }

    @Test
    void a_run_that_goes_on_keeps_its_precision() {
        assertThat(run("--precision", "bfloat16").code()).isZero();
        Called again = run("--precision", "auto");
        assertThat(again.code()).as(again.toString()).isZero();
        assertThat(again.out()).contains("Precision: bfloat16, as the run in ").contains(" began.");
    }

    @Test
    void a_run_of_several_workers_keeps_its_precision_too() throws Exception {
        Files.createDirectories(temp.resolve("run"));
        Files.writeString(
                temp.resolve("run/recipe.json"),
                "{\"recipe\":{\"precision\":{\"value\":\"BFLOAT16\"}},\"workers\":{\"value\":2}}");
        Called again = run("--precision", "auto");
        assertThat(again.out()).contains("Precision: bfloat16, as the run in ").contains(" began.");
    }

    @Test
    void machines_of_a_cluster_do_not_decide_each_by_itself() {
        Called refused = run("--precision", "auto", "--on", "spark://localhost:7077");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("--on needs one precision for all machines");
    }

    @Test
    void without_the_option_the_recipe_says_it() throws Exception {
        Called said = run();
        assertThat(said.code()).as(said.toString()).isZero();
        assertThat(said.out()).doesNotContain("Precision:");
        assertThat(Files.readString(temp.resolve("run/recipe.json")))
                .containsPattern("\"precision\" : \\{\\s+\"value\" : \"FLOAT32\"");
    }
}
