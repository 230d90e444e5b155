package dev.hearth.train.run;

import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.repeat;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.nn.Layer;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.optim.Adam;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.tensor.LibTorch;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrecisionTrialTest {

    @TempDir private Path temp;

    @BeforeAll
    static void alone() {
        LibTorch.threads(1);
    }

    private static Recipe of(int layers) {
        Layer hidden = sequence(linear(400), relu());
        return Recipe.named("test/trial")
                .corpus(new DatasetSpec("strokes", 400, 100), Small.TEST)
                .model(sequence(new Flatten(), repeat(layers, hidden), linear(10)), Small.TEST)
                .optimizer(new Adam(), Small.TEST)
                .rate(new ConstantSchedule(0.001), Small.TEST)
                .batch(50, Small.TEST)
                .epochs(1, Small.TEST)
                .build();
    }

    @Test
    void a_recipe_is_not_faster_than_itself_and_a_deeper_one_is_slower() throws IOException {
        Run.Place place = Small.place(temp);
        assertThat(PrecisionTrial.timesAsFast(of(2), of(2), place)).isBetween(0.0, 1.1);
        assertThat(PrecisionTrial.timesAsFast(of(40), of(1), place)).isGreaterThan(2);
        try (var left = Files.list(temp)) {
            assertThat(left).isEmpty();
        }
    }
}
