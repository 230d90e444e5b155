package dev.hearth.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hearth.data.BadDataException;
import dev.hearth.data.CancelledException;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.train.CheckpointStore;
import dev.hearth.train.DivergedException;
import dev.hearth.train.Task;
import dev.hearth.train.Trainer;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.TrainingProgress;
import dev.hearth.train.checkpoint.Checkpoint;
import dev.hearth.weights.Safetensors;
import dev.hearth.weights.StoredTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {

    private static final Seed SEED = new Seed(4);

    @TempDir private Path temp;

    private static final class Stopped extends RuntimeException {}

    private Checkpoint checkpoint(String folder) {
        Path home = temp.resolve(folder);
        RunFolder.open(home).close();
        return new Checkpoint(home.resolve("checkpoint.safetensors"), "{}", "hash", 4);
    }

    private static Trainer trainer(
            Task task, CheckpointStore vault, TrainingListener... listeners) {
        return Trainer.of(task)
                .epochs(2)
                .seed(SEED)
                .checkpoints(vault)
                .saveEverySeconds(0)
                .listeners(List.of(listeners))
                .build();
    }

    @Test
    void two_players_take_turns_on_the_same_batch() {
        try (var room = Scope.open()) {
            Pair pair = new Pair(40, 10, SEED);
            List<TrainingEvent> told = new ArrayList<>();
            TrainingProgress end = trainer(pair, checkpoint("run"), told::add).run();
            assertThat(end.step()).isEqualTo(8);
            assertThat(pair.turns()).hasSize(16);
            for (int i = 0; i < 16; i += 2) {
                assertThat(pair.turns().get(i)).startsWith("lead ");
                assertThat(pair.turns().get(i + 1))
                        .isEqualTo(pair.turns().get(i).replace("lead", "second"));
            }
            assertThat(end.history()).hasSize(2);
            assertThat(end.history().get(1))
                    .containsOnlyKeys("lead", "second", "leadLoss", "secondLoss");
            // Before it is measured, a whole epoch is saved.
            assertThat(told.get(1)).isEqualTo(new TrainingEvent.Saved(4));
            assertThat(((TrainingEvent.Stepped) told.get(2)).losses())
                    .containsOnlyKeys("lead", "second");
        }
    }

    @Test
    void both_players_are_stored_and_go_on() {
        TrainingProgress wanted;
        try (var room = Scope.open()) {
            wanted = trainer(new Pair(600, 10, SEED), checkpoint("whole")).run();
        }
        try (Safetensors file =
                Safetensors.open(temp.resolve("whole").resolve("checkpoint.safetensors"))) {
            assertThat(file.tensors().stream().map(StoredTensor::name))
                    .contains("lead.weight", "second.weight")
                    .anyMatch(name -> name.startsWith("lead.memory."))
                    .anyMatch(name -> name.startsWith("second.memory."));
        }
        for (int stop : new int[] {1, 3, 5, 7}) {
            int[] told = {0};
            AtomicReference<TrainingProgress> came = new AtomicReference<>();
            try (var room = Scope.open()) {
                TrainingListener stopping =
                        event -> {
                            if (told[0]++ == stop) {
                                throw new Stopped();
                            }
                        };
                Trainer first =
                        trainer(new Pair(600, 10, SEED), checkpoint("run" + stop), stopping);
                assertThatThrownBy(first::run).isInstanceOf(Stopped.class);
            }
            try (var room = Scope.open()) {
                came.set(trainer(new Pair(600, 10, SEED), checkpoint("run" + stop)).run());
            }
            assertThat(came.get().history()).isEqualTo(wanted.history());
            assertThat(Small.bits(temp.resolve("run" + stop)))
                    .isEqualTo(Small.bits(temp.resolve("whole")));
        }
    }

    @Test
    void a_run_that_is_to_end_saves_at_any_step_and_goes_on() {
        TrainingProgress wanted;
        List<TrainingEvent> all = new ArrayList<>();
        try (var room = Scope.open()) {
            wanted = trainer(new Pair(600, 10, SEED), checkpoint("whole"), all::add).run();
        }
        for (int stop : new int[] {0, 1, 49, 50, 51, 59, 60, 61, 119}) {
            int[] asked = {0};
            try (var room = Scope.open()) {
                Trainer first =
                        Trainer.of(new Pair(600, 10, SEED))
                                .epochs(2)
                                .seed(SEED)
                                .checkpoints(checkpoint("end" + stop))
                                .endWhen(() -> asked[0]++ == stop)
                                .build();
                assertThatThrownBy(first::run)
                        .isInstanceOf(CancelledException.class)
                        .hasMessage(
                                "Training works until it is done. Received: the end of its process"
                                        + " after step "
                                        + stop
                                        + ". Start it again to go on from there; everything is"
                                        + " saved.");
            }
            List<TrainingEvent> told = new ArrayList<>();
            TrainingProgress came;
            try (var room = Scope.open()) {
                came = trainer(new Pair(600, 10, SEED), checkpoint("end" + stop), told::add).run();
            }
            int window = stop < 50 ? 0 : stop < 60 ? 50 : stop < 110 ? 60 : 110;
            assertThat(told.get(0))
                    .isEqualTo(
                            new TrainingEvent.Started(
                                    2,
                                    60,
                                    10,
                                    stop,
                                    window,
                                    came.history().subList(0, stop < 60 ? 0 : 1)));
            assertThat(came.history()).isEqualTo(wanted.history());
            assertThat(told.stream().filter(TrainerTest::isFigure).toList())
                    .isEqualTo(
                            all.stream()
                                    .filter(TrainerTest::isFigure)
                                    .filter(event -> step(event) > stop)
                                    .toList());
            assertThat(Small.bits(temp.resolve("end" + stop)))
                    .isEqualTo(Small.bits(temp.resolve("whole")));
        }
    }

    private static boolean isFigure(TrainingEvent event) {
        return event instanceof TrainingEvent.Stepped || event instanceof TrainingEvent.Measured;
    }

    private static long step(TrainingEvent event) {
        return event instanceof TrainingEvent.Stepped stepped
                ? stepped.step()
                : ((TrainingEvent.Measured) event).step();
    }

    @Test
    void an_epoch_that_was_trained_and_not_measured_is_not_trained_again() {
        TrainingProgress wanted;
        List<TrainingEvent> all = new ArrayList<>();
        try (var room = Scope.open()) {
            wanted = trainer(new Pair(600, 10, SEED), checkpoint("whole"), all::add).run();
        }
        try (var room = Scope.open()) {
            // Stops before the last step of the epoch, which is then done alone.
            int[] asked = {0};
            Trainer first =
                    Trainer.of(new Pair(600, 10, SEED))
                            .epochs(2)
                            .seed(SEED)
                            .checkpoints(checkpoint("run"))
                            .endWhen(() -> asked[0]++ == 59)
                            .build();
            assertThatThrownBy(first::run).isInstanceOf(CancelledException.class);
        }
        try (var room = Scope.open()) {
            Pair pair =
                    new Pair(600, 10, SEED)
                            .measuring(
                                    () -> {
                                        throw new Stopped();
                                    });
            CheckpointStore store = checkpoint("run");
            Trainer second =
                    Trainer.of(pair)
                            .epochs(2)
                            .seed(SEED)
                            .checkpoints(store)
                            .saveEverySeconds(0)
                            .build();
            assertThatThrownBy(second::run).isInstanceOf(Stopped.class);
            assertThat(pair.turns()).hasSize(2);
        }
        List<TrainingEvent> told = new ArrayList<>();
        TrainingProgress came;
        try (var room = Scope.open()) {
            Pair pair = new Pair(600, 10, SEED);
            came = trainer(pair, checkpoint("run"), told::add).run();
            assertThat(pair.turns()).hasSize(2 * 60);
        }
        assertThat(told.get(0)).isEqualTo(new TrainingEvent.Started(2, 60, 10, 60, 50, List.of()));
        assertThat(told.stream().filter(TrainerTest::isFigure).toList())
                .isEqualTo(
                        all.stream()
                                .filter(TrainerTest::isFigure)
                                .filter(event -> step(event) > 50)
                                .toList());
        assertThat(came.history()).isEqualTo(wanted.history());
        assertThat(Small.bits(temp.resolve("run"))).isEqualTo(Small.bits(temp.resolve("whole")));
    }

    @Test
    void weights_that_the_last_step_of_a_window_broke_are_not_saved() {
        try (var room = Scope.open()) {
            Pair pair = new Pair(600, 10, SEED).breakingAt(59);
            List<TrainingEvent> told = new ArrayList<>();
            Trainer trainer = trainer(pair, checkpoint("run"), told::add);
            DivergedException came = catchThrowableOfType(DivergedException.class, trainer::run);
            assertThat(came.participant()).isEqualTo("second");
            assertThat(came.step()).isEqualTo(59);
            assertThat(came)
                    .hasMessageStartingWith(
                            "Training needs finite weights. Received: some that are not from participant"
                                    + " second at step 59. The last good checkpoint is ");
            assertThat(told.stream().filter(TrainingEvent.Saved.class::isInstance))
                    .containsExactly(new TrainingEvent.Saved(50));
            assertThat(told).noneMatch(TrainingEvent.Measured.class::isInstance);
        }
    }

    @Test
    void a_loss_inside_a_window_is_found_with_its_player_and_step() {
        try (var room = Scope.open()) {
            Pair pair = new Pair(600, 10, SEED).breakingAt(20);
            DivergedException came =
                    catchThrowableOfType(
                            DivergedException.class, trainer(pair, checkpoint("run"))::run);
            assertThat(came.participant()).isEqualTo("second");
            assertThat(came.step()).isEqualTo(21);
            assertThat(came).hasMessageContaining("The last good checkpoint is none yet; ");
        }
    }

    @Test
    void a_checkpoint_that_speaks_of_steps_out_of_reach_is_refused() {
        Map<String, Double> losses = Map.of("lead", 1.0, "second", 1.0);
        List<TrainingProgress> wrong =
                List.of(
                        new TrainingProgress(7, 1, 0, Map.of(), List.of(Map.of()), 1),
                        new TrainingProgress(60, 1, 0, Map.of(), List.of(), 1),
                        new TrainingProgress(
                                180, 3, 0, Map.of(), List.of(Map.of(), Map.of(), Map.of()), 1),
                        new TrainingProgress(60, 0, 60, losses, List.of(), 1),
                        new TrainingProgress(55, 0, 55, losses, List.of(), 1),
                        new TrainingProgress(
                                55, 0, 55, losses, List.of(), 1, Map.of("lead", List.of(1.0))),
                        new TrainingProgress(
                                50,
                                0,
                                50,
                                losses,
                                List.of(),
                                1,
                                Map.of("lead", List.of(1.0), "second", List.of(1.0))),
                        new TrainingProgress(50, 0, 50, Map.of("lead", 1.0), List.of(), 1),
                        new TrainingProgress(0, 0, 0, losses, List.of(), 1));
        try (var room = Scope.open()) {
            Pair pair = new Pair(600, 10, SEED);
            for (TrainingProgress progress : wrong) {
                Checkpoint checkpoint = checkpoint("run");
                checkpoint.save(pair, progress);
                assertThatThrownBy(() -> trainer(pair, checkpoint).run())
                        .isInstanceOf(BadDataException.class)
                        .hasMessageStartingWith(
                                "The run resumes at a step of its 2 epochs of 60 steps, from ")
                        .hasMessageContaining(". Received: step " + progress.step())
                        .hasMessageEndingWith(
                                "Use the data set that the run began with, or name another folder.");
            }
        }
    }

    @Test
    void progress_refuses_negative_counts() {
        assertThatThrownBy(() -> new TrainingProgress(-1, 0, 0, Map.of(), List.of(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Progress needs counts of 0 or more. Received: step=-1, epoch=0, batch=0,"
                                + " seconds=0.0. Begin with TrainingProgress.NONE.");
    }
}
