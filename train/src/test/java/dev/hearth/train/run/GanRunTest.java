package dev.hearth.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.data.BadDataException;
import dev.hearth.tensor.LibTorch;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.RunSpec;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GanRunTest {

    @TempDir private Path temp;

    @BeforeAll
    static void alone() {
        LibTorch.threads(1);
    }

    private static final class Stopped extends RuntimeException {}

    @Test
    void a_game_that_was_stopped_goes_on_bit_for_bit() {
        GanRecipe game = Small.game(300, 2, 2); // three windows an epoch
        Path whole = temp.resolve("whole");
        Result wanted = Small.run(game, 7, whole).execute(Small.place(temp), List.of(), 0);
        Path folder = temp.resolve("stopped");
        for (int saves = 1; saves <= 3; saves++) {
            int[] left = {saves};
            TrainingListener stop =
                    event -> {
                        if (event instanceof TrainingEvent.Saved && --left[0] == 0) {
                            throw new Stopped();
                        }
                    };
            assertThatThrownBy(
                            () ->
                                    Small.run(game, 7, folder)
                                            .execute(Small.place(temp), List.of(stop), 0))
                    .isInstanceOf(Stopped.class);
        }
        Result came = Small.run(game, 7, folder).execute(Small.place(temp), List.of(), 0);
        assertThat(Small.bits(folder)).isEqualTo(Small.bits(whole));
        assertThat(Small.bits(folder).keySet())
                .contains(
                        "generator.0.weight",
                        "generator.1.mean",
                        "generator.memory.average.values",
                        "discriminator.memory.velocity");
        assertThat(came.history()).isEqualTo(wanted.history());
        assertThat(came.metrics()).containsKeys("divergence", "generatorLoss", "parameters");
        String log = Small.text(folder.resolve("log.csv"));
        assertThat(log).isEqualTo(Small.text(whole.resolve("log.csv")));
        assertThat(log).startsWith("step,epoch,player,loss,rate,gradientNorm,real,fake,value,");
        // Each step of each player, each window of each, each epoch.
        assertThat(log.lines()).hasSize(1 + 2 * (2 * (150 + 3) + 1));
    }

    @Test
    void a_game_is_written_and_read_and_amended() {
        GanRecipe game = Small.game(300, 2, 2);
        String text = Small.TEXT.write(game);
        assertThat(Small.TEXT.readAny(text)).isEqualTo(game);
        RunSpec amended = Small.TEXT.amendedAny(game, "labels.real=0.9");
        assertThat(amended).isInstanceOf(GanRecipe.class);
        assertThat(((GanRecipe) amended).labels().value().real()).isEqualTo(0.9);
        assertThat(((GanRecipe) amended).labels().origin()).isEqualTo(Origin.ours("set by hand"));
        assertThat(Small.TEXT.hash(amended)).isNotEqualTo(Small.TEXT.hash(game));
        assertThat(Small.TEXT.print(game)).contains("discriminatorUpdate", "payoff", "turns");
        assertThat(game.settings().keySet()).contains("noise", "average", "gauges", "epochs");
        assertThatThrownBy(() -> Small.TEXT.amendedAny(game, "turns.generator=2"))
                .hasMessageContaining("Use ALTERNATING for other ratios.");
        assertThat(Small.TEXT.readAny(Small.TEXT.write(Small.recipe(40, 2, 1))))
                .isEqualTo(Small.recipe(40, 2, 1));
    }

    @Test
    void a_folder_of_a_net_is_no_place_for_a_game() {
        Path folder = temp.resolve("taken");
        Small.run(Small.recipe(40, 10, 1), 7, folder).execute(Small.place(temp), List.of());
        assertThatThrownBy(
                        () ->
                                Small.run(Small.game(40, 10, 1), 7, folder)
                                        .execute(Small.place(temp), List.of()))
                .isInstanceOf(BadDataException.class)
                .hasMessageContaining("A run of test/game with seed 7 needs a folder of its own");
    }
}
