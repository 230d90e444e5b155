package dev.hearth.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hearth.optim.schedule.StepSchedule;
import dev.hearth.tensor.LibTorch;
import dev.hearth.train.DivergedException;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.recipe.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DivergedRunTest {

    @TempDir private Path temp;

    @BeforeAll
    static void alone() {
        LibTorch.threads(1);
    }

    /** 100 steps an epoch; the rate leaps at one of them. */
    private static Recipe leaping(long step) {
        return Small.recipe(400, 4, 3, StepSchedule.bySteps(0.01).then(step, 1e38));
    }

    private DivergedException diverged(Run run, List<TrainingEvent> told) {
        return catchThrowableOfType(
                DivergedException.class,
                () -> run.execute(Small.place(temp), List.of(told::add), 0));
    }

    @Test
    void a_loss_that_is_no_number_stops_the_run_at_its_step() {
        Path folder = temp.resolve("run");
        Run run = Small.run(leaping(130), 7, folder);
        List<TrainingEvent> told = new ArrayList<>();
        DivergedException came = diverged(run, told);
        assertThat(came.participant()).isEqualTo("net");
        assertThat(came.step()).isEqualTo(131);
        assertThat(came)
                .hasMessageMatching(
                        "Training needs a finite loss\\. Received: (NaN|Infinity) from participant net at"
                                + " step 131\\. The last good checkpoint is .*checkpoint\\.safetensors;"
                                + " lower the learning rate or clip gradients\\.");
        assertThat(told.stream().filter(TrainingEvent.Saved.class::isInstance))
                .containsExactly(
                        new TrainingEvent.Saved(50),
                        // Before the epoch is measured, and after.
                        new TrainingEvent.Saved(100),
                        new TrainingEvent.Saved(100));
        assertThat(folder.resolve("result.json")).doesNotExist();
    }

    @Test
    void the_last_good_checkpoint_can_be_resumed() {
        Path folder = temp.resolve("run");
        Run run = Small.run(leaping(130), 7, folder);
        DivergedException first = diverged(run, new ArrayList<>());
        List<TrainingEvent> told = new ArrayList<>();
        DivergedException again = diverged(run, told);
        TrainingEvent.Started started = (TrainingEvent.Started) told.get(0);
        assertThat(started.fromStep()).isEqualTo(100);
        assertThat(started.toldSteps()).isEqualTo(100);
        assertThat(started.history()).hasSize(1);
        assertThat(again).hasMessage(first.getMessage());
        assertThat(Small.bits(folder).values())
                .allSatisfy(
                        tensor ->
                                assertThat(tensor)
                                        .allMatch(
                                                bits ->
                                                        Float.isFinite(
                                                                Float.intBitsToFloat(bits))));
    }

    @Test
    void without_a_checkpoint_it_says_so() {
        Run run = Small.run(leaping(1), 7, temp.resolve("run"));
        assertThat(diverged(run, new ArrayList<>()))
                .hasMessageContaining(" at step 2. The last good checkpoint is none yet; ");
    }
}
