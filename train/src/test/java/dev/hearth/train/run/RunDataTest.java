package dev.hearth.train.run;

import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.data.BadDataException;
import dev.hearth.data.CancelledException;
import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.optim.Adam;
import dev.hearth.optim.schedule.EpochRounding;
import dev.hearth.optim.schedule.LinearToZero;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.dataset.DataIdentity;
import dev.hearth.train.dataset.PictureFolder;
import dev.hearth.train.dataset.PictureSplit;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.task.TrainedNet;
import dev.hearth.weights.AtomicFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run belongs to its data, is trained on, and is cancelled. */
class RunDataTest {

    private static final InputSpec SEEN =
            new InputSpec(3, 8, 0.875, Interpolation.BICUBIC, 0.5, 0.5);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path temp;

    @BeforeAll
    static void alone() {
        LibTorch.threads(1);
    }

    @AfterEach
    void calm() {
        Thread.interrupted();
    }

    private static final class Stopped extends RuntimeException {}

    private void draw(String folder, int count) throws IOException {
        Path home = Files.createDirectories(temp.resolve(folder));
        for (int i = 0; i < count; i++) {
            BufferedImage image = new BufferedImage(10, 10, BufferedImage.TYPE_INT_RGB);
            image.setRGB(i % 10, 5, folder.hashCode() ^ i);
            ImageIO.write(image, "png", home.resolve(i + ".png").toFile());
        }
    }

    private Run.Place place(String folder, double held) {
        Run.Place plain = Small.place(temp);
        return new Run.Place(
                plain.datasets().with("images/pets", new PictureFolder(temp.resolve(folder), held)),
                plain.text(),
                plain.device());
    }

    private static Recipe pets(int epochs) {
        return Recipe.named("test/pets")
                .corpus(new DatasetSpec("images/pets", 0, 0), Small.TEST)
                .preparation(new Preprocessing.Viewed(SEEN, SEEN), Small.TEST)
                .model(sequence(new Flatten(), linear(2)), Small.TEST)
                .optimizer(new Adam(), Small.TEST)
                .rate(new LinearToZero(0.01, 0, epochs, EpochRounding.SMOOTH), Small.TEST)
                .batch(2, Small.TEST)
                .epochs(epochs, Small.TEST)
                .build();
    }

    private Result run(int epochs, Run.Place place, TrainingListener... listeners) {
        return Small.run(pets(epochs), 1, temp.resolve("run")).execute(place, List.of(listeners));
    }

    private void refuses(Run.Place place, String... parts) {
        assertThatThrownBy(() -> run(2, place))
                .isInstanceOf(BadDataException.class)
                .hasMessageContainingAll(parts);
    }

    private static TrainingListener at(Predicate<TrainingEvent> which, Runnable what) {
        return event -> {
            if (which.test(event)) {
                what.run();
            }
        };
    }

    private static void stop() {
        throw new Stopped();
    }

    @Test
    void a_result_on_other_pictures_is_not_taken_for_this_one() throws IOException {
        draw("a/pets/cat", 8);
        draw("a/pets/dog", 8);
        draw("b/pets/apple", 8);
        draw("b/pets/pear", 8);
        Result first = run(2, place("a/pets", 0.2));
        assertThat(run(2, place("a/pets", 0.2))).isEqualTo(first);
        assertThat(PictureSplit.read(temp.resolve("run")).orElseThrow().pictures()).hasSize(16);
        refuses(
                place("b/pets", 0.2),
                "Received: " + temp.resolve("run") + " with the result on other data: ",
                " images of cat, dog to learn from and ",
                "; today there are ",
                " images of apple, pear to learn from and ");
        refuses(place("a/pets", 0.6), "with the result on other data: ", "; today there are ");
        Files.move(temp.resolve("a"), temp.resolve("elsewhere"));
        assertThat(run(2, place("elsewhere/pets", 0.2))).as("moved, the same").isEqualTo(first);
        Path cat = temp.resolve("elsewhere/pets/cat/3.png");
        Files.copy(temp.resolve("b/pets/pear/3.png"), cat.resolveSibling("new.png"));
        refuses(place("elsewhere/pets", 0.2), "with the result on other data: ");
        Files.delete(cat.resolveSibling("new.png"));
        Files.delete(cat);
        Files.copy(temp.resolve("b/pets/pear/3.png"), cat);
        refuses(
                place("elsewhere/pets", 0.2),
                ", as many and of the same classes as today's, but not the same. Name another");
        String recipe = Files.readString(temp.resolve("run/recipe.json"));
        assertThat(JSON.readTree(recipe).path("data").path("classes").asText())
                .isEqualTo("cat, dog");
        assertThat(Small.TEXT.read(recipe)).isEqualTo(pets(2));
    }

    @Test
    void the_name_of_a_class_may_have_a_comma_in_it() throws IOException {
        draw("pets/cat", 8);
        draw("pets/salmon, smoked", 8);
        Result first = run(2, place("pets", 0.2));
        assertThat(run(2, place("pets", 0.2))).isEqualTo(first);
        try (var scope = Scope.open()) {
            assertThat(TrainedNet.open(temp.resolve("run"), Small.TEXT, Device.CPU).classes())
                    .containsExactly("cat", "salmon, smoked");
        }
        DataIdentity today = DataIdentity.read(first.dataset()).orElseThrow();
        Map<String, String> earlier = new TreeMap<>(first.dataset());
        assertThat(earlier.remove("classNames")).isEqualTo("[\"cat\",\"salmon, smoked\"]");
        DataIdentity before = DataIdentity.read(earlier).orElseThrow();
        assertThat(before.classes()).containsExactly("cat", "salmon", "smoked");
        assertThat(before.isSame(today)).as("as an earlier release wrote it").isTrue();
    }

    @Test
    void a_run_does_not_go_on_with_renamed_classes_or_other_pictures() throws IOException {
        draw("pets/cat", 8);
        draw("pets/dog", 8);
        assertThatThrownBy(
                        () ->
                                run(
                                        2,
                                        place("pets", 0.2),
                                        at(
                                                TrainingEvent.Saved.class::isInstance,
                                                RunDataTest::stop)))
                .isInstanceOf(Stopped.class);
        byte[] before = Files.readAllBytes(temp.resolve("run/checkpoint.safetensors"));
        Files.move(temp.resolve("pets/cat"), temp.resolve("pets/zebra"));
        refuses(
                place("pets", 0.2),
                "Received: a checkpoint of other data: ",
                " images of cat, dog to learn from",
                " images of dog, zebra to learn from");
        Files.move(temp.resolve("pets/zebra"), temp.resolve("pets/cat"));
        draw("pets/dog", 12);
        refuses(place("pets", 0.2), "Received: a checkpoint of other data: ");
        assertThat(temp.resolve("run/checkpoint.safetensors")).hasBinaryContent(before);
        for (int i = 8; i < 12; i++) {
            Files.delete(temp.resolve("pets/dog/" + i + ".png"));
        }
        assertThat(run(2, place("pets", 0.2)).history()).hasSize(2);
    }

    @Test
    void a_run_on_other_data_under_one_name_is_refused() throws IOException {
        Path folder = temp.resolve("run");
        Run run = Small.run(Small.recipe(40, 8, 1), 7, folder);
        Result first = run.execute(Small.place(temp), List.of());
        Path file = folder.resolve("result.json");
        String other = "0".repeat(64);
        Files.writeString(file, first.json().replace(first.dataset().get("testDigest"), other));
        assertThatThrownBy(() -> run.execute(Small.place(temp), List.of()))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "A run of test/small with seed 7 needs a folder of its own. Received: "
                                + folder
                                + " with the result on other data: 40 images of 0, 1, 2, 3, 4, 5, …"
                                + " (10 classes) to learn from and 40 to be measured on, as many and"
                                + " of the same classes as today's, but not the same. Name another"
                                + " folder, or remove this one to begin anew.");
    }

    @Test
    void a_result_of_an_earlier_version_is_read_and_said_to_be_so() throws IOException {
        draw("pets/cat", 8);
        draw("pets/dog", 8);
        Result first = run(2, place("pets", 0.2));
        Path file = temp.resolve("run/result.json");
        ObjectNode old = (ObjectNode) JSON.readTree(file.toFile());
        ((ObjectNode) old.get("dataset")).retain("name", "digest");
        JSON.writeValue(file.toFile(), old);
        List<TrainingEvent> told = new ArrayList<>();
        assertThat(run(2, place("pets", 0.2), told::add).metrics()).isEqualTo(first.metrics());
        assertThat(told)
                .containsExactly(
                        new TrainingEvent.Noted(
                                "Done before, on data that an earlier version did not write down"
                                        + " ("
                                        + first.dataset().get("name")
                                        + ")."));
    }

    @Test
    void more_epochs_go_on_from_those_that_are_done_and_fewer_are_refused() throws IOException {
        draw("pets/cat", 8);
        draw("pets/dog", 8);
        Result two = run(2, place("pets", 0.2));
        List<TrainingEvent> told = new ArrayList<>();
        Result five = run(5, place("pets", 0.2), told::add);
        TrainingEvent.Started started = (TrainingEvent.Started) told.get(0);
        assertThat(started.fromStep()).isEqualTo(2 * started.stepsPerEpoch());
        assertThat(five.history()).hasSize(5);
        assertThat(five.history().subList(0, 2)).isEqualTo(two.history());
        assertThat(run(5, place("pets", 0.2))).isEqualTo(five);
        refuses(place("pets", 0.2), "with a run of another recipe: epochs 5, now 2; another rate.");
        // Stopped while it trains on, it goes on towards the same end only.
        assertThatThrownBy(
                        () ->
                                run(
                                        8,
                                        place("pets", 0.2),
                                        at(
                                                TrainingEvent.Saved.class::isInstance,
                                                RunDataTest::stop)))
                .isInstanceOf(Stopped.class);
        assertThat(run(8, place("pets", 0.2)).history()).hasSize(8);
        Recipe other = Small.TEXT.amended(pets(9), "batch=4");
        assertThatThrownBy(
                        () ->
                                Small.run(other, 1, temp.resolve("run"))
                                        .execute(place("pets", 0.2), List.of()))
                .hasMessageContaining(
                        "with a run of another recipe: batch 2, now 4; epochs 8, now 9");
    }

    @Test
    void pictures_of_a_folder_of_their_own_that_are_learned_from_too_are_counted()
            throws IOException {
        draw("pets/train/cat", 4);
        draw("pets/train/dog", 4);
        draw("pets/val/cat", 2);
        draw("pets/val/dog", 2);
        Files.copy(temp.resolve("pets/train/cat/2.png"), temp.resolve("pets/val/cat/x.png"));
        List<TrainingEvent> told = new ArrayList<>();
        Result first = run(1, place("pets", 0.2), told::add);
        assertThat(told.get(0))
                .isEqualTo(
                        new TrainingEvent.Noted(
                                "1 of the pictures to be measured on are also among those to learn"
                                        + " from, byte for byte: the error will look smaller than it"
                                        + " is."));
        assertThat(first.dataset()).containsEntry("testExamples", "5");
        Files.delete(temp.resolve("pets/val/cat/x.png"));
        assertThatThrownBy(() -> run(1, place("pets", 0.2)))
                .hasMessageContaining("with the result on other data: ");
    }

    @Test
    void an_interrupt_cancels_a_run_in_words_and_it_goes_on_to_the_same_end() {
        Recipe recipe = Small.recipe(160, 3, 2);
        Result wanted =
                Small.run(recipe, 7, temp.resolve("whole")).execute(Small.place(temp), List.of());
        List<Predicate<TrainingEvent>> moments =
                List.of(
                        TrainingEvent.Started.class::isInstance,
                        TrainingEvent.Stepped.class::isInstance,
                        TrainingEvent.Measured.class::isInstance,
                        TrainingEvent.Saved.class::isInstance,
                        TrainingEvent.Finished.class::isInstance);
        for (int i = 0; i < moments.size(); i++) {
            Path folder = temp.resolve("cancelled-" + i);
            Run run = Small.run(recipe, 7, folder);
            TrainingListener listener = at(moments.get(i), Thread.currentThread()::interrupt);
            String last =
                    i < 3
                            ? "Start it again to begin anew; it had not saved anything yet."
                            : "Start it again to go on from "
                                    + folder.resolve("checkpoint.safetensors")
                                    + ".";
            assertThatThrownBy(() -> run.execute(Small.place(temp), List.of(listener)))
                    .as("moment " + i)
                    .isInstanceOf(CancelledException.class)
                    .hasMessage(
                            "The run of test/small works until it is done. Received: an interrupt,"
                                    + " which cancels it. "
                                    + last);
            assertThat(Thread.interrupted()).isTrue();
            Result came = run.execute(Small.place(temp), List.of());
            assertThat(came.metrics()).isEqualTo(wanted.metrics());
            assertThat(Small.bits(folder)).isEqualTo(Small.bits(temp.resolve("whole")));
            assertThat(Small.text(folder.resolve("log.csv")))
                    .isEqualTo(Small.text(temp.resolve("whole/log.csv")));
        }
    }

    @Test
    void a_file_that_an_interrupt_closed_is_no_folder_that_cannot_be_written() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> AtomicFile.write(temp.resolve("file"), "text"))
                .isInstanceOf(CancelledException.class)
                .hasMessage(
                        "Files are written to "
                                + temp
                                + ". Received: an interrupt, which cancels it. Start it again.");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(temp.resolve("file")).doesNotExist();
    }

    @Test
    void a_thread_interrupted_before_it_began_is_cancelled_too() {
        Run run = Small.run(Small.recipe(40, 8, 1), 7, temp.resolve("run"));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> run.execute(Small.place(temp), List.of()))
                .isInstanceOf(CancelledException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(run.execute(Small.place(temp), List.of()).history()).hasSize(1);
    }
}
