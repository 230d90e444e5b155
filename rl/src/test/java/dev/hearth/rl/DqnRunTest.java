package dev.hearth.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.data.CancelledException;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.weights.Safetensors;
import dev.hearth.weights.StoredTensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DqnRunTest {

    private static final DqnRecipe RECIPE = DqnRecipes.raiders(2, 101);

    @TempDir private Path temp;

    @BeforeAll
    static void alone() {
        LibTorch.threads(1);
    }

    /** What a test stops a run with. */
    private static final class Stopped extends RuntimeException {}

    private static Result run(Path folder, long seed, TrainingListener... listeners) {
        return new DqnRun(RECIPE, Budget.SMOKE, seed, folder)
                .execute(
                        new Run.Place(
                                new DatasetProvider(folder, folder), DqnRecipes.TEXT, Device.CPU),
                        List.of(listeners),
                        (task, place) ->
                                Map.of(
                                        "film",
                                        (double)
                                                task.film(new dev.hearth.tensor.Seed(1))
                                                        .frames()
                                                        .size()),
                        Run.Extras.NONE.saveEverySeconds(0));
    }

    private static Map<String, List<Byte>> stored(Path folder) {
        Map<String, List<Byte>> all = new TreeMap<>();
        try (Safetensors file = Safetensors.open(folder.resolve("checkpoint.safetensors"))) {
            for (StoredTensor tensor : file.tensors()) {
                byte[] bytes = file.bytes(tensor.name());
                Byte[] each = new Byte[bytes.length];
                java.util.Arrays.setAll(each, i -> bytes[i]);
                all.put(tensor.name(), List.of(each));
            }
        }
        return all;
    }

    @Test
    void a_run_that_is_stopped_again_and_again_ends_bit_for_bit_as_if_nothing_had_happened() {
        Path whole = temp.resolve("whole");
        Result wanted = run(whole, 5);
        Path broken = temp.resolve("broken");
        int stops = 0;
        Result came = null;
        while (came == null) {
            int[] saves = {0};
            try {
                came =
                        run(
                                broken,
                                5,
                                event -> {
                                    if (event instanceof TrainingEvent.Saved && ++saves[0] == 2) {
                                        throw new Stopped();
                                    }
                                });
            } catch (Stopped stopped) {
                stops++;
            }
            assertThat(stops).isLessThan(20);
        }
        assertThat(stops).isGreaterThan(1);
        assertThat(came.metrics()).isEqualTo(wanted.metrics());
        assertThat(came.history()).isEqualTo(wanted.history());
        assertThat(stored(broken)).isEqualTo(stored(whole));
        assertThat(stored(whole)).containsKeys("net.notes.replay", "net.memory.target");
        assertThat(whole)
                .isDirectoryContaining("glob:**/checkpoint.safetensors")
                .isDirectoryNotContaining("glob:**/checkpoint.*.safetensors");
        assertThat(broken.resolve("log.csv")).hasSameTextualContentAs(whole.resolve("log.csv"));
    }

    @Test
    void an_interrupt_cancels_a_run_and_it_goes_on() {
        Path folder = temp.resolve("run");
        assertThatThrownBy(
                        () ->
                                run(
                                        folder,
                                        5,
                                        event -> {
                                            if (event instanceof TrainingEvent.Saved) {
                                                Thread.currentThread().interrupt();
                                            }
                                        }))
                .isInstanceOf(CancelledException.class)
                .hasMessage(
                        "The run of test/raiders works until it is done. Received: an interrupt, which"
                                + " cancels it. Start it again to go on from "
                                + folder.resolve("checkpoint.safetensors")
                                + ".");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(run(folder, 5).history()).hasSize(2);
    }

    @Test
    void leaves_result_recipe_log_and_what_the_farewell_found() throws IOException {
        Path folder = temp.resolve("run");
        Result result = run(folder, 1);
        assertThat(result.metrics())
                .containsEntry("parameters", 600.0 * 12 + 12 + 12 * 4 + 4)
                .containsEntry("playedSteps", 202.0 * 3)
                .containsKeys("score", "value", "film");
        assertThat(result.dataset()).containsEntry("name", "raiders");
        assertThat(result.history()).hasSize(2);
        assertThat(DqnRecipes.TEXT.readAny(Files.readString(folder.resolve("recipe.json"))))
                .isEqualTo(RECIPE);
        assertThat(Files.readString(folder.resolve("log.csv"))).contains("score");
        assertThat(run(folder, 1)).as("done once").isEqualTo(result);
        assertThatThrownBy(() -> run(folder, 2))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("with the result of seed 1");
    }

    @Test
    void a_net_is_loaded_as_the_run_left_it() throws IOException {
        Path folder = temp.resolve("taught");
        Result result = run(folder, 1);
        try (var scope = dev.hearth.tensor.Scope.open()) {
            var task = DqnRun.load(folder, DqnRecipes.TEXT, Device.CPU);
            assertThat(task.recipe()).isEqualTo(RECIPE);
            assertThat(task.evaluate(2).get("value")).isEqualTo(result.metrics().get("value"));
            assertThat(task.evaluate(2).get("score")).isEqualTo(result.metrics().get("score"));
        }
        Files.writeString(folder.resolve("recipe.json"), "{}");
        assertThatThrownBy(() -> DqnRun.load(folder, DqnRecipes.TEXT, Device.CPU))
                .isInstanceOf(BadDataException.class)
                .hasMessageStartingWith("A Q-network is read from the folder of the run")
                .hasMessageContaining(". Received: ");
    }

    @Test
    void damaged_notes_are_refused() throws IOException {
        Path folder = temp.resolve("damaged");
        run(folder, 1);
        Files.delete(folder.resolve("result.json"));
        Path file = folder.resolve("checkpoint.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(text).contains("net.notes.replay");
        bytes[bytes.length - 100] ^= 1; // notes are bytes, and so come last
        Files.write(file, bytes);
        try (var earlier = Files.newDirectoryStream(folder, "checkpoint.*.safetensors")) {
            for (Path each : earlier) { // else the run resumes from one of them
                Files.delete(each);
            }
        }
        assertThatThrownBy(() -> run(folder, 1))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("a damaged one: its checksum is");
    }
}
