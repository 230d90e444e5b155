package dev.hearth.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.hearth.data.BadDataException;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {

    @TempDir private Path temp;

    /** Nets this small only wait for a second thread, on busy cores for long. */
    @BeforeAll
    static void alone() {
        LibTorch.threads(1);
    }

    /** The lights go out. */
    private static final class Stopped extends RuntimeException {}

    private static TrainingListener stopping(int at) {
        int[] told = {0};
        return event -> {
            if (told[0]++ == at) {
                throw new Stopped();
            }
        };
    }

    private static void assertSame(Path one, Result first, Path other, Result second) {
        assertThat(Small.bits(other)).isEqualTo(Small.bits(one));
        assertThat(second.metrics()).isEqualTo(first.metrics());
        assertThat(second.history()).isEqualTo(first.history());
        assertThat(Small.text(other.resolve("log.csv")))
                .isEqualTo(Small.text(one.resolve("log.csv")));
    }

    @Test
    void a_run_equals_itself_bit_for_bit() {
        Run.Place place = Small.place(temp);
        Recipe recipe = Small.recipe(400, 16, 3);
        Path one = temp.resolve("one");
        Path two = temp.resolve("two");
        Result first = Small.run(recipe, 7, one).execute(place, List.of());
        Result second = Small.run(recipe, 7, two).execute(Small.place(temp), List.of());
        assertSame(one, first, two, second);
        assertThat(first.history()).hasSize(3);
        assertThat(first.metrics())
                .containsKeys("trainLoss", "testLoss", "testError", "probeLoss", "parameters");
        Result another = Small.run(recipe, 8, temp.resolve("three")).execute(place, List.of());
        assertThat(another.metrics().get("norm")).isNotEqualTo(first.metrics().get("norm"));
    }

    @Test
    void a_run_that_stops_at_any_event_goes_on_as_if_nothing_had_happened() {
        Run.Place place = Small.place(temp);
        Recipe recipe = Small.recipe(160, 3, 2); // 53 steps an epoch: a window and a rest
        Path whole = temp.resolve("whole");
        List<TrainingEvent> told = new ArrayList<>();
        Result wanted = Small.run(recipe, 7, whole).execute(place, List.of(told::add), 0);
        assertThat(told).hasSize(14);
        for (int at = 1; at < told.size(); at += 2) { // within, between and after epochs
            Path folder = temp.resolve("stopped-" + at);
            Run run = Small.run(recipe, 7, folder);
            TrainingListener stop = stopping(at);
            assertThatThrownBy(() -> run.execute(place, List.of(stop), 0))
                    .isInstanceOf(Stopped.class);
            assertSame(whole, wanted, folder, run.execute(place, List.of(), 0));
        }
    }

    @Test
    void a_run_that_stops_again_and_again_gets_there_and_its_log_has_every_row_once() {
        Run.Place place = Small.place(temp);
        Recipe recipe = Small.recipe(160, 3, 3);
        Path whole = temp.resolve("whole");
        Result wanted = Small.run(recipe, 7, whole).execute(place, List.of(), 0);
        Path folder = temp.resolve("stopped");
        Run run = Small.run(recipe, 7, folder);
        RandomStream chance = new Seed(3).child("stops").stream();
        int stops = 0;
        AtomicReference<Result> came = new AtomicReference<>();
        while (came.get() == null) {
            TrainingListener stop = stopping(2 + Math.floorMod(chance.nextLong(), 5));
            try {
                came.set(run.execute(place, List.of(stop), 0));
            } catch (Stopped lightsOut) {
                stops++;
            }
            assertThat(stops).isLessThan(40);
        }
        assertThat(stops).isGreaterThan(2);
        assertSame(whole, wanted, folder, came.get());
        List<String> rows = Small.text(folder.resolve("log.csv")).lines().toList();
        assertThat(rows).doesNotHaveDuplicates().hasSize(1 + 3 * 2 + 3);
    }

    @Test
    void a_run_that_is_done_is_only_read() throws IOException {
        Run.Place place = Small.place(temp);
        Path folder = temp.resolve("run");
        Run run = Small.run(Small.recipe(40, 8, 1), 7, folder);
        Result first = run.execute(place, List.of());
        assertThat(first.json()).isEqualTo(Small.text(folder.resolve("result.json")));
        List<TrainingEvent> told = new ArrayList<>();
        assertThat(run.execute(place, List.of(told::add))).isEqualTo(first);
        assertThat(told)
                .containsExactly(
                        new TrainingEvent.Noted(
                                "Done before, on 40 images of 0, 1, 2, 3, 4, 5, … (10 classes) to"
                                        + " learn from and 40 to be measured on."));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .filteredOn(name -> !name.startsWith("events.out.tfevents."))
                    .containsExactlyInAnyOrder(
                            "recipe.json",
                            "checkpoint.safetensors",
                            "log.csv",
                            "result.json",
                            "run.lock");
        }
    }

    @Test
    void the_second_run_in_a_folder_is_refused_while_the_first_goes_on() {
        Run.Place place = Small.place(temp);
        Path folder = temp.resolve("run");
        Run run = Small.run(Small.recipe(40, 8, 1), 7, folder);
        AtomicReference<Throwable> refused = new AtomicReference<>();
        run.execute(
                place,
                List.of(
                        event -> {
                            if (event instanceof TrainingEvent.Started) {
                                refused.set(catchThrowable(() -> run.execute(place, List.of())));
                            }
                        }));
        assertThat(refused.get())
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "A run works in a folder of its own, "
                                + folder
                                + ". Received: one in which another process works just now."
                                + " Wait for it to end, or name another folder.");
    }

    @Test
    void a_folder_of_another_recipe_or_seed_is_refused_and_left_as_it_is() throws IOException {
        Run.Place place = Small.place(temp);
        Path folder = temp.resolve("run");
        Recipe recipe = Small.recipe(40, 8, 1);
        Small.run(recipe, 7, folder).execute(place, List.of());
        Recipe other = Small.TEXT.amended(recipe, "batch=4");
        assertThatThrownBy(() -> Small.run(other, 7, folder).execute(place, List.of()))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "A run of test/small with seed 7 needs a folder of its own. Received: "
                                + folder
                                + " with a run of another recipe: batch 8, now 4. Name another"
                                + " folder, or remove this one to begin anew.");
        assertThatThrownBy(() -> Small.run(recipe, 8, folder).execute(place, List.of()))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(" with the result of seed 7. Name");
        Files.delete(folder.resolve("result.json"));
        String log = Small.text(folder.resolve("log.csv"));
        assertThatThrownBy(() -> Small.run(other, 7, folder).execute(place, List.of()))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(
                        " with a run of another recipe: batch 8, now 4. Name another folder");
        assertThatThrownBy(() -> Small.run(recipe, 8, folder).execute(place, List.of()))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("Received: a checkpoint of seed 7, this run has 8. Name");
        assertThat(Small.TEXT.read(Small.text(folder.resolve("recipe.json")))).isEqualTo(recipe);
        assertThat(Small.text(folder.resolve("log.csv"))).isEqualTo(log);
    }

    @Test
    void a_broken_recipe_file_is_written_anew_since_the_checkpoint_holds_the_truth()
            throws IOException {
        Run.Place place = Small.place(temp);
        Path folder = Files.createDirectories(temp.resolve("run"));
        Files.writeString(folder.resolve("recipe.json"), "{\"name");
        Recipe recipe = Small.recipe(40, 8, 1);
        Small.run(recipe, 7, folder).execute(place, List.of());
        assertThat(Small.TEXT.read(Small.text(folder.resolve("recipe.json")))).isEqualTo(recipe);
    }

    @Test
    void a_broken_result_is_refused_in_three_parts() throws IOException {
        Run.Place place = Small.place(temp);
        Path folder = temp.resolve("run");
        Run run = Small.run(Small.recipe(40, 8, 1), 7, folder);
        String whole = run.execute(place, List.of()).json();
        RandomStream chance = new Seed(5).child("result").stream();
        List<String> broken = new ArrayList<>(List.of("", "null", "[]", "{}", "3", "{\"recipe\":"));
        broken.add(whole.replace("\"testLoss\" : ", "\"testLoss\" : null, \"x\" : "));
        broken.add(whole.replaceFirst("\"recipeHash\" : \"[0-9a-f]+\",", ""));
        for (int i = 0; i < 30; i++) {
            broken.add(whole.substring(0, Math.floorMod(chance.nextLong(), whole.length() - 4)));
        }
        for (String text : broken) {
            Files.writeString(folder.resolve("result.json"), text);
            assertThatThrownBy(() -> run.execute(place, List.of()))
                    .as(text)
                    .isInstanceOf(BadDataException.class)
                    .hasMessageStartingWith("A result that a run wrote is read from " + folder)
                    .hasMessageContaining(". Received: ")
                    .hasMessageEndingWith("Remove it, and the run will be done again.");
        }
    }

    @Test
    void a_mutated_checkpoint_is_refused_or_goes_on_and_nothing_else() throws IOException {
        Run.Place place = Small.place(temp);
        Path folder = temp.resolve("run");
        Run run = Small.run(Small.recipe(32, 8, 2), 7, folder);
        Map<String, Double> unbroken =
                Small.run(Small.recipe(32, 8, 2), 7, temp.resolve("unbroken"))
                        .execute(place, List.of())
                        .metrics();
        // Stopped when the second epoch has been measured but not saved.
        assertThatThrownBy(() -> run.execute(place, List.of(stopping(5))))
                .isInstanceOf(Stopped.class);
        Path file = folder.resolve("checkpoint.safetensors");
        byte[] whole = Files.readAllBytes(file);
        int header = whole[0] & 0xFF | (whole[1] & 0xFF) << 8;
        RandomStream chance = new Seed(9).child("mutations").stream();
        int refused = 0;
        for (int i = 0; i < 200; i++) {
            byte[] broken = whole.clone();
            int kind = i % 4;
            if (kind == 0) {
                broken = java.util.Arrays.copyOf(broken, place(chance, broken.length));
            } else {
                int from = kind == 1 ? 0 : kind == 2 ? 8 : 8 + header;
                int span = (kind == 2 ? header : whole.length - from);
                for (int n = place(chance, 3); n >= 0; n--) {
                    broken[from + place(chance, span)] ^= (byte) (1 << place(chance, 8));
                }
            }
            Files.write(file, broken);
            Files.deleteIfExists(folder.resolve("result.json"));
            try (var earlier = Files.newDirectoryStream(folder, "checkpoint.*.safetensors")) {
                for (Path each : earlier) { // else the run resumes from one of them
                    Files.delete(each);
                }
            }
            Throwable came = catchThrowable(() -> run.execute(place, List.of()));
            if (came == null) {
                // Much of the header is words of the recipe that no number depends on.
                assertThat(kind).as("mutation " + i).isBetween(1, 2);
                assertThat(Result.read(folder.resolve("result.json")).metrics())
                        .as("mutation " + i)
                        .isEqualTo(unbroken);
            } else {
                refused++;
                assertThat(came).as("mutation " + i).isInstanceOf(BadDataException.class);
                assertThat(came).as("mutation " + i).hasMessageContaining(". Received: ");
            }
        }
        assertThat(refused).isGreaterThan(160);
    }

    private static int place(RandomStream chance, int span) {
        return Math.floorMod(chance.nextLong(), span);
    }

    @Test
    void a_folder_that_is_a_file_is_refused() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "x");
        for (Path folder : List.of(file, file.resolve("below"))) {
            assertThatThrownBy(
                            () ->
                                    Small.run(Small.recipe(40, 8, 1), 7, folder)
                                            .execute(Small.place(temp), List.of()))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageStartingWith("Files are written to " + folder + ". Received: ")
                    .hasMessageEndingWith(
                            ". Name a folder that can be written and has free space.");
        }
        assertThat(file).hasContent("x");
    }

    @Test
    void a_recipe_that_cannot_run_leaves_no_folder_behind() {
        Path folder = temp.resolve("run");
        Recipe recipe = Small.recipe(40, 8, 1);
        Recipe absent = Small.TEXT.amended(recipe, "corpus.set=mnist");
        Recipe unknown = Small.TEXT.amended(recipe, "corpus.set=letters");
        for (Recipe wrong : List.of(absent, unknown)) {
            assertThatThrownBy(
                            () -> Small.run(wrong, 7, folder).execute(Small.place(temp), List.of()))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageContaining(". Received: ");
        }
        Recipe narrow = Small.TEXT.amended(recipe, "model.layers.8.units=9");
        assertThatThrownBy(() -> Small.run(narrow, 7, folder).execute(Small.place(temp), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "The net of test/small needs 10 outputs for strokes/train. Received: 9."
                                + " Give the last layer as many units.");
        assertThat(folder).doesNotExist();
    }

    @Test
    void too_few_images_for_a_batch_are_refused() {
        Recipe recipe = Small.recipe(40, 41, 1);
        assertThatThrownBy(
                        () ->
                                Small.run(recipe, 7, temp.resolve("run"))
                                        .execute(Small.place(temp), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("A batch of 41 needs as many examples")
                .hasMessageContaining("Received: 40 of strokes/train. Use a batch of 40 or fewer");
        assertThat(temp.resolve("run")).doesNotExist();
    }
}
