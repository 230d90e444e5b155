package dev.hearth.rl;

import dev.hearth.data.Sha256;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import dev.hearth.optim.Optimizer;
import dev.hearth.optim.schedule.Schedule;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.recipe.Setting;
import dev.hearth.train.recipe.TaskContext;
import java.util.Map;
import java.util.Set;

/**
 * The settings of deep Q-learning on a game, each with its origin; hashed and stored as a {@link
 * dev.hearth.train.recipe.Recipe} is.
 *
 * @param name such as {@code weightnorm/raiders/plain}
 * @param game what is played
 * @param model the Q-network: observation → a value for each action
 * @param beginning how its parameters are initialised
 * @param acting how actions are chosen during training
 * @param storage the replay memory
 * @param difference the loss of a step
 * @param exploration ε, the share of random actions while it learns
 * @param batch steps in an update
 * @param exam how the policy is evaluated after an epoch
 */
public record DqnRecipe(
        String name,
        Setting<Game> game,
        Setting<Layer> model,
        Setting<Beginning> beginning,
        Setting<ActorConfig> acting,
        Setting<ReplayConfig> storage,
        Setting<TemporalDifferenceLoss> difference,
        Setting<Optimizer> optimizer,
        Setting<Schedule> rate,
        Setting<Schedule> exploration,
        Setting<Integer> batch,
        Setting<TrainingLength> length,
        Setting<EvaluationConfig> exam)
        implements RunSpec {

    /** How the parameters are initialised. */
    public enum Beginning {
        /** As their initialisers draw them. */
        AS_DRAWN,
        /** Set from the first observations besides (Salimans and Kingma 2016, §3). */
        FROM_DATA
    }

    /** Refuses a recipe that could not be run. */
    public DqnRecipe {
        if (name.isBlank() || batch.value() < 1) {
            throw new IllegalArgumentException(
                    "A DqnRecipe needs a name and a batch of at least 1. Received: name="
                            + name
                            + ", batch="
                            + batch.value()
                            + ". Name it, and use 32.");
        }
        int actions = game.value().actions().size();
        Shape out = model.value().out(game.value().sight().shape(acting.value().history()));
        if (!out.equals(new Shape.Vector(actions))) {
            throw new IllegalArgumentException(
                    "A DqnRecipe needs a model with a value for each of the "
                            + actions
                            + " actions of "
                            + game.value().name()
                            + ". Received: an output of "
                            + out
                            + ". Give the last layer as many units.");
        }
        if (storage.value().capacity() / acting.value().lanes() <= acting.value().history()
                || storage.value().begun() / acting.value().lanes() <= acting.value().history()) {
            throw new IllegalArgumentException(
                    "A DqnRecipe needs a memory that begins with more moments of each lane than an"
                            + " observation has. Received: "
                            + storage.value()
                            + " with "
                            + acting.value()
                            + ". Remember more, or play fewer lanes.");
        }
    }

    @Override
    public int epochCount() {
        return length.value().epochs();
    }

    /** The name and the settings of the game. */
    @Override
    public Map<String, String> data() {
        Game played = game.value();
        return Map.of("name", played.name(), "digest", Sha256.of(played.toString()));
    }

    @Override
    public DqnTask task(TaskContext context) {
        return new DqnTask(this, context.seed(), context.device());
    }

    /** Earlier releases wrote no type. */
    @Override
    public Set<String> unhashed() {
        return Set.of("type");
    }
}
