package dev.hearth.rl;

import static dev.hearth.nn.layers.Layers.flatten;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.sequence;

import dev.hearth.nn.Layer;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.optim.Adamax;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.optim.schedule.EpochRounding;
import dev.hearth.optim.schedule.Ramp;
import dev.hearth.rl.TemporalDifferenceLoss.Best;
import dev.hearth.rl.TemporalDifferenceLoss.Sum;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.recipe.Setting;

/** Courses that take a second or less. */
public final class DqnRecipes {

    /** Knows the games of the tests. */
    public static final RecipeJson TEXT = DqnRun.json(LayerJson.standard()).with(Corridor.class);

    private DqnRecipes() {}

    private static <T> Setting<T> knob(T value) {
        return new Setting<>(value, Origin.ours("a test"));
    }

    /** A game whose values are known. */
    static DqnRecipe corridor(Best best, int epochs, int updates) {
        return recipe(
                new Corridor(5, CellDepth.BITS),
                sequence(flatten(), linear(2)),
                best,
                epochs,
                updates);
    }

    /** The game that is shipped, with a tiny net. */
    public static DqnRecipe raiders(int epochs, int updates) {
        Layer net = sequence(flatten(), linear(12), relu(), linear(4));
        return recipe(new Raiders(0.1), net, Best.TARGET, epochs, updates);
    }

    private static DqnRecipe recipe(Game game, Layer net, Best best, int epochs, int updates) {
        return new DqnRecipe(
                "test/" + game.name(),
                knob(game),
                knob(net),
                knob(DqnRecipe.Beginning.AS_DRAWN),
                knob(new ActorConfig(3, 1, 1)),
                knob(new ReplayConfig(600, 120)),
                knob(new TemporalDifferenceLoss(0.8, best, 1, Sum.MEAN, 1, 20)),
                knob(new Adamax()),
                knob(new ConstantSchedule(0.01)),
                knob(new Ramp(1, 0.1, 0, 1, EpochRounding.SMOOTH)),
                knob(16),
                knob(new TrainingLength(epochs, updates)),
                knob(new EvaluationConfig(6, 0.05, 80)));
    }
}
