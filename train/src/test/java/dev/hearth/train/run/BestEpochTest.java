package dev.hearth.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.optim.schedule.StepSchedule;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.checkpoint.Checkpoint;
import dev.hearth.train.recipe.EpochChoice;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.Sampling;
import dev.hearth.train.recipe.Setting;
import dev.hearth.train.task.TrainedNet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that ends with the weights of its best epoch. */
class BestEpochTest {

    @TempDir private Path temp;

    private final List<String> notes = new ArrayList<>();

    @BeforeAll
    static void alone() {
        LibTorch.threads(1);
    }

    /** Learns for some epochs; then a rate that ruins what it has learned. */
    private static Recipe ruined(int epochs, EpochChoice choice) {
        Recipe small = Small.recipe(160, 8, epochs, StepSchedule.byEpochs(0.02).then(3, 0.12));
        return with(small, choice);
    }

    private static Recipe with(Recipe small, EpochChoice choice) {
        return new Recipe(
                small.name(),
                small.corpus(),
                small.preparation(),
                small.augment(),
                small.model(),
                small.objective(),
                small.loss(),
                small.optimizer(),
                small.rate(),
                small.modifiers(),
                small.batch(),
                small.epochs(),
                small.start(),
                small.momentum(),
                small.precision(),
                new Setting<>(Sampling.EACH_ONCE, Small.TEST),
                new Setting<>(choice, Small.TEST),
                small.step());
    }

    private Result run(String folder, Recipe recipe) {
        return Small.run(recipe, 7, temp.resolve(folder))
                .execute(
                        Small.place(temp),
                        List.of(
                                event -> {
                                    if (event instanceof TrainingEvent.Noted noted) {
                                        notes.add(noted.words());
                                    }
                                }));
    }

    @Test
    void the_result_is_that_of_a_run_that_ended_with_its_best_epoch() {
        Result best = run("best", ruined(6, new EpochChoice.Best(0)));
        int chosen = best.metrics().get("bestEpoch").intValue();
        assertThat(best.history()).hasSize(6);
        assertThat(chosen).isLessThan(6).isEqualTo(EpochChoice.bestOf(best.history()));
        assertThat(notes)
                .containsExactly("The weights are those of the best epoch, " + chosen + ".");
        Result ended = run("ended", ruined(chosen, new EpochChoice.Last()));
        assertThat(best.metrics().get("norm")).isEqualTo(ended.metrics().get("norm"));
        assertThat(best.metrics().get("testError")).isEqualTo(ended.metrics().get("testError"));
        try (var scope = Scope.open()) {
            TrainedNet one = TrainedNet.open(temp.resolve("best"), Small.TEXT, Device.CPU);
            TrainedNet other = TrainedNet.open(temp.resolve("ended"), Small.TEXT, Device.CPU);
            assertThat(one.epoch()).isEqualTo(chosen);
            assertThat(one.network().parameters().values().toFloats())
                    .isEqualTo(other.network().parameters().values().toFloats());
        }
    }

    @Test
    void patience_ends_a_run_early_and_more_epochs_do_not_begin_it_again() {
        Result early = run("early", ruined(20, new EpochChoice.Best(2)));
        int chosen = early.metrics().get("bestEpoch").intValue();
        assertThat(early.history()).hasSize(chosen + 2);
        assertThat(notes.get(0))
                .startsWith(
                        "Stopped early after epoch " + (chosen + 2) + " of 20, without a better");
        assertThat(run("early", ruined(30, new EpochChoice.Best(2))).history())
                .isEqualTo(early.history());
    }

    @Test
    void a_run_of_more_epochs_keeps_the_best_one_of_before() throws IOException {
        Result first = run("longer", ruined(5, new EpochChoice.Best(0)));
        Result second = run("longer", ruined(6, new EpochChoice.Best(0)));
        Result third = run("longer", ruined(7, new EpochChoice.Best(0)));
        assertThat(third.history()).hasSize(7);
        assertThat(third.history().subList(0, 6)).isEqualTo(second.history());
        int chosen = EpochChoice.bestOf(third.history());
        assertThat(chosen).isEqualTo(first.metrics().get("bestEpoch").intValue());
        assertThat(third.metrics().get("norm")).isEqualTo(first.metrics().get("norm"));
        // A process that was killed before the copy was made.
        Path folder = temp.resolve("longer");
        Result whole = run("whole", ruined(1, new EpochChoice.Best(0)));
        Files.delete(temp.resolve("whole/best.safetensors"));
        Files.delete(temp.resolve("whole/result.json"));
        assertThat(run("whole", ruined(1, new EpochChoice.Best(0))).metrics())
                .isEqualTo(whole.metrics());
        assertThat(folder.resolve("best.safetensors.part")).doesNotExist();
    }

    @Test
    void a_finished_run_keeps_its_last_checkpoint_and_the_best_and_goes_on_from_them()
            throws IOException {
        Result first = run("kept", ruined(6, new EpochChoice.Best(0)));
        Path folder = temp.resolve("kept");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(each -> each.getFileName().toString()))
                    .filteredOn(each -> each.endsWith(".safetensors"))
                    .containsExactlyInAnyOrder("best.safetensors", "checkpoint.safetensors");
        }
        Result more = run("kept", ruined(8, new EpochChoice.Best(0)));
        assertThat(more.history().subList(0, 6)).isEqualTo(first.history());
        assertThat(folder.resolve("checkpoint.1.safetensors")).doesNotExist();
        // A last one that is damaged does not take the one before it along.
        Path last = folder.resolve("checkpoint.safetensors");
        Path earlier = folder.resolve("checkpoint.1.safetensors");
        Files.copy(last, earlier);
        byte[] damaged = Files.readAllBytes(last);
        damaged[damaged.length - 1] ^= 1;
        Files.write(last, damaged);
        Checkpoint.removeEarlier(last);
        assertThat(earlier).exists();
        assertThat(run("kept", ruined(9, new EpochChoice.Best(0))).history()).hasSize(9);
    }

    @Test
    void the_last_weights_do_not_pass_for_those_of_a_best_epoch_that_are_gone() throws IOException {
        Recipe recipe = ruined(6, new EpochChoice.Best(0));
        Result whole = run("gone", recipe);
        int chosen = whole.metrics().get("bestEpoch").intValue();
        Path folder = temp.resolve("gone");
        Path best = folder.resolve("best.safetensors");
        Path copy = Files.move(best, temp.resolve("copy"));
        Files.delete(folder.resolve("result.json"));
        assertThatThrownBy(() -> run("gone", recipe))
                .isInstanceOf(BadDataException.class)
                .hasMessage(
                        "The run ends with the weights of its best epoch, "
                                + chosen
                                + ", from "
                                + best
                                + ". Received: no such file. Put the file back from a copy, or remove"
                                + " the folder to begin anew.");
        assertThat(folder.resolve("result.json")).doesNotExist();
        run("first", ruined(1, new EpochChoice.Best(0)));
        Files.delete(temp.resolve("first/best.safetensors"));
        try (var scope = Scope.open()) {
            assertThatThrownBy(() -> TrainedNet.open(folder, Small.TEXT, Device.CPU))
                    .isInstanceOf(BadDataException.class)
                    .hasMessageStartingWith(
                            "The net of the best epoch, " + chosen + ", is read from " + best)
                    .hasMessageContaining(". Received: no such file. Put the file back");
            // As of a process that was killed before the copy was made.
            assertThat(TrainedNet.open(temp.resolve("first"), Small.TEXT, Device.CPU).epoch())
                    .isEqualTo(1);
        }
        Files.copy(folder.resolve("checkpoint.safetensors"), best);
        assertThatThrownBy(() -> run("gone", recipe))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining(". Received: the weights of epoch 6. Put the file back");
        Files.move(copy, best, StandardCopyOption.REPLACE_EXISTING);
        assertThat(run("gone", recipe).metrics()).isEqualTo(whole.metrics());
    }

    @Test
    void the_best_epoch_has_the_least_error_then_the_least_loss_and_is_the_first() {
        List<Map<String, Double>> history =
                List.of(
                        Map.of("testError", 3.0, "testLoss", 0.1),
                        Map.of("testError", 2.0, "testLoss", 0.9),
                        Map.of("testError", 2.0, "testLoss", 0.5),
                        Map.of("testError", 2.0, "testLoss", 0.5));
        assertThat(EpochChoice.bestOf(history)).isEqualTo(3);
        EpochChoice patient = new EpochChoice.Best(1);
        assertThat(patient.isOver(history)).isTrue();
        assertThat(patient.isOver(history.subList(0, 3))).isFalse();
        assertThat(patient.isOver(List.of())).isFalse();
        assertThatThrownBy(() -> new EpochChoice.Best(-1))
                .hasMessageContaining(". Received: -1. Use 0");
    }

    @Test
    void the_choice_is_part_of_the_hash_only_where_there_is_one() {
        Recipe small = Small.recipe(160, 8, 2);
        String json = Small.TEXT.write(small);
        assertThat(Small.TEXT.read(json)).isEqualTo(small);
        assertThat(small.unhashed()).contains("sampling", "keep", "step");
        Recipe best = with(small, new EpochChoice.Best(3));
        assertThat(Small.TEXT.read(Small.TEXT.write(best))).isEqualTo(best);
        assertThat(Small.TEXT.hash(best)).isNotEqualTo(Small.TEXT.hash(small));
        assertThat(Small.TEXT.hash(Small.TEXT.amended(best, "keep.patience=4")))
                .isNotEqualTo(Small.TEXT.hash(best));
    }
}
