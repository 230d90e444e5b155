package dev.hearth.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hearth.tensor.Engine;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.schedule.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DivergedTest {

    @TempDir private Path temp;

    @BeforeAll
    static void alone() {
        Engine.threads(1);
    }

    /** 100 steps an epoch; the rate leaps at one of them. */
    private static Recipe leaping(long step) {
        return Small.recipe(400, 4, 3, Step.bySteps(0.01).then(step, 1e38));
    }

    private Diverged diverged(Run run, List<Event> told) {
        return catchThrowableOfType(
                Diverged.class, () -> run.execute(Small.place(temp), List.of(told::add), 0));
    }

    @Test
    void a_loss_that_is_no_number_stops_the_run_at_its_step() {
        Path folder = temp.resolve("run");
        Run run = Small.run(leaping(130), 7, folder);
        List<Event> told = new ArrayList<>();
        Diverged came = diverged(run, told);
        assertThat(came.player()).isEqualTo("net");
        assertThat(came.step()).isEqualTo(131);
        assertThat(came)
                .hasMessageMatching(
                        "Training needs a finite loss\\. Received: (NaN|Infinity) from player net at"
                                + " step 131\\. The last good checkpoint is .*checkpoint\\.safetensors;"
                                + " lower the learning rate or clip gradients\\.");
        assertThat(told.stream().filter(Event.Saved.class::isInstance))
                .containsExactly(new Event.Saved(50), new Event.Saved(100));
        assertThat(folder.resolve("result.json")).doesNotExist();
    }

    @Test
    void the_last_good_checkpoint_can_be_resumed() {
        Path folder = temp.resolve("run");
        Run run = Small.run(leaping(130), 7, folder);
        Diverged first = diverged(run, new ArrayList<>());
        List<Event> told = new ArrayList<>();
        Diverged again = diverged(run, told);
        assertThat(told).first().isEqualTo(new Event.Started(3, 100, 4, 100));
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
