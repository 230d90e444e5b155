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
 * How a net learns a game by deep Q-learning, every knob with its origin: a letter, hashed and
 * stored as a {@link dev.hearth.train.recipe.Recipe} is.
 *
 * @param name such as {@code weightnorm/raiders/plain}
 * @param game what is played
 * @param model the net: observation → a value for each action
 * @param beginning how its parameters begin
 * @param acting how it plays while it learns
 * @param storage how much it remembers
 * @param difference what a step teaches
 * @param optimizer how the net follows
 * @param rate the learning rate
 * @param exploration ε, the share of random actions while it learns
 * @param batch steps an update
 * @param length how long
 * @param exam how it is measured
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

    /** How a net's parameters begin. */
    public enum Beginning {
        /** As their initialisers draw them. */
        AS_DRAWN,
        /** Set from the first observations besides (Salimans and Kingma 2016, §3). */
        FROM_DATA
    }

    /** Refuses a course that could not be taken. */
    public DqnRecipe {
        if (name.isBlank() || batch.value() < 1) {
            throw new IllegalArgumentException(
                    "A Course needs a name and a batch of at least 1. Received: name="
                            + name
                            + ", batch="
                            + batch.value()
                            + ". Name it, and use 32.");
        }
        int actions = game.value().actions().size();
        Shape out = model.value().out(game.value().sight().shape(acting.value().history()));
        if (!out.equals(new Shape.Vector(actions))) {
            throw new IllegalArgumentException(
                    "A Course needs a net with a value for each of the "
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
                    "A Course needs a memory that begins with more moments of each lane than an"
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
