package dev.hearth.bench;

import static dev.hearth.train.recipe.Origin.ours;

import dev.hearth.data.Loader;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Network;
import dev.hearth.tensor.Device;
import dev.hearth.train.Event;
import dev.hearth.train.Exchange;
import dev.hearth.train.Listener;
import dev.hearth.train.Player;
import dev.hearth.train.Shelf;
import dev.hearth.train.Task;
import dev.hearth.train.Trainer;
import dev.hearth.train.optim.Optimizer;
import dev.hearth.train.recipe.Corpus;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.Tempo;
import dev.hearth.train.schedule.Constant;
import dev.hearth.train.task.Supervised;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The work as a run of Hearth does it, from the loader's thread to the loss in the window: the real
 * trainer over the real task, without the evaluation behind each epoch. Its tensors live in the scope
 * that is open when it is made.
 */
public final class HearthSide implements Side {

    private final Work work;
    private final Supervised task;
    private double sum;

    /**
     * A run.
     *
     * @param work what it does
     * @param model the net
     * @param optimizer of its weights
     * @param rate of the updates
     */
    public HearthSide(Work work, Layer model, Optimizer optimizer, double rate) {
        this.work = work;
        Recipe recipe =
                Recipe.named("bench")
                        .corpus(new Corpus("noise", 0, 0), ours("speed does not depend on it"))
                        .model(model, ours("measured"))
                        .optimizer(optimizer, ours("measured"))
                        .rate(new Constant(rate), ours("measured"))
                        .batch(work.batch(), ours("measured"))
                        .epochs(1, ours("a stretch"))
                        .build();
        Shelf.Sets sets = new Shelf.Sets(work.data(), work.data());
        this.task = new Supervised(recipe, sets, work.seed(), Device.CPU, 1);
    }

    @Override
    public String name() {
        return "Hearth";
    }

    /**
     * The net, whose initial weights the other sides copy.
     *
     * @return it, learning
     */
    public Network network() {
        return task.network();
    }

    @Override
    public double run() {
        sum = 0;
        Listener listener = this::hear;
        new Trainer(
                        new Unmeasured(task),
                        1,
                        work.seed(),
                        Exchange.ALONE,
                        Optional.empty(),
                        Double.MAX_VALUE,
                        List.of(listener))
                .run();
        return sum;
    }

    private void hear(Event event) {
        if (event instanceof Event.Measured measured) {
            sum = measured.figures().get("trainLoss");
        }
    }

    /** The task without its evaluation. */
    record Unmeasured(Task task) implements Task {

        @Override
        public List<Player> players() {
            return task.players();
        }

        @Override
        public Tempo tempo() {
            return task.tempo();
        }

        @Override
        public Loader loader() {
            return task.loader();
        }

        @Override
        public Map<String, Double> evaluate(int epoch) {
            return Map.of();
        }
    }
}
