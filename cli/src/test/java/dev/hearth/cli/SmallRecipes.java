package dev.hearth.cli;

import static dev.hearth.nn.layers.Layers.flatten;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.sequence;

import dev.hearth.nn.layers.BatchNorm;
import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.optim.Adam;
import dev.hearth.optim.Adamax;
import dev.hearth.optim.ClassicalMomentum;
import dev.hearth.optim.loss.GanLoss;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.optim.schedule.EpochRounding;
import dev.hearth.optim.schedule.Ramp;
import dev.hearth.rl.ActorConfig;
import dev.hearth.rl.DqnRecipe;
import dev.hearth.rl.EvaluationConfig;
import dev.hearth.rl.Raiders;
import dev.hearth.rl.ReplayConfig;
import dev.hearth.rl.TemporalDifferenceLoss;
import dev.hearth.rl.TrainingLength;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.GeneratorMetric;
import dev.hearth.train.recipe.Noise;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Setting;
import dev.hearth.train.recipe.Update;
import dev.hearth.train.recipe.UpdateRatio;
import java.util.List;

/** Recipes of little nets that have whatever a run's state can have. */
final class SmallRecipes {

    private static final Origin TEST = Origin.ours("a test");

    private SmallRecipes() {}

    /** Batch norm, dropout, two optimizers with memory. */
    static GanRecipe gan(int epochs) {
        return GanRecipe.named("test/gan")
                .corpus(new DatasetSpec("ring", 128, 40), TEST)
                .generator(sequence(linear(8), new BatchNorm(), relu(), linear(2)), TEST)
                .discriminator(
                        sequence(new Flatten(), linear(8), relu(), new Dropout(0.3), linear(1)),
                        TEST)
                .noise(new Noise(Noise.Law.GAUSSIAN, 3), TEST)
                .payoff(GanLoss.PUBLISHED, TEST)
                .turns(UpdateRatio.simultaneous(), TEST)
                .generatorUpdate(
                        new Update(
                                new Adam(), new ConstantSchedule(0.002), new ConstantSchedule(0.5)),
                        TEST)
                .discriminatorUpdate(
                        new Update(
                                new ClassicalMomentum(0.5),
                                new ConstantSchedule(0.02),
                                new ConstantSchedule(0.5)),
                        TEST)
                .gauges(List.of(new GeneratorMetric.Density(100)), TEST)
                .batch(16, TEST)
                .epochs(epochs, TEST)
                .build();
    }

    /** With a replay memory that is filled before the first update. */
    static DqnRecipe dqn(int epochs) {
        return new DqnRecipe(
                "test/dqn",
                setting(new Raiders(0.1)),
                setting(sequence(flatten(), linear(12), relu(), linear(4))),
                setting(DqnRecipe.Beginning.AS_DRAWN),
                setting(new ActorConfig(3, 1, 1)),
                setting(new ReplayConfig(600, 120)),
                setting(
                        new TemporalDifferenceLoss(
                                0.8,
                                TemporalDifferenceLoss.Best.TARGET,
                                1,
                                TemporalDifferenceLoss.Sum.MEAN,
                                1,
                                20)),
                setting(new Adamax()),
                setting(new ConstantSchedule(0.01)),
                setting(new Ramp(1, 0.1, 0, 1, EpochRounding.SMOOTH)),
                setting(16),
                setting(new TrainingLength(epochs, 12)),
                setting(new EvaluationConfig(2, 0.05, 20)));
    }

    private static <T> Setting<T> setting(T value) {
        return new Setting<>(value, TEST);
    }
}
