package dev.hearth.bench;

import static dev.hearth.train.recipe.Origin.ours;

import dev.hearth.data.Loader;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Precision;
import dev.hearth.optim.Optimizer;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.tensor.Device;
import dev.hearth.train.Exchange;
import dev.hearth.train.ModelTask;
import dev.hearth.train.Participant;
import dev.hearth.train.Trainer;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.UpdateOrder;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RecipeBuilder;
import dev.hearth.train.recipe.StepMethod;
import dev.hearth.train.task.SupervisedTask;
import java.util.List;
import java.util.Map;

/**
 * The work as a run of Hearth does it, from the loader's thread to the loss in the window: the real
 * trainer over the real task, without the evaluation behind each epoch. Its tensors live in the scope
 * that is open when it is made.
 */
public final class HearthContender implements Contender {

    private final Work work;
    private final SupervisedTask task;
    private final StepMethod step;
    private Exchange exchange = Exchange.ALONE;
    private boolean isOverlapped = true;
    private double sum;
    private double waiting;

    /**
     * A run.
     *
     * @param work what it does
     * @param model the net
     * @param optimizer of its weights
     * @param rate of the updates
     */
    public HearthContender(Work work, Layer model, Optimizer optimizer, double rate) {
        this(work, model, optimizer, rate, Precision.FLOAT32);
    }

    /** A run in which the net computes in a precision of its own. */
    public HearthContender(
            Work work, Layer model, Optimizer optimizer, double rate, Precision precision) {
        this(work, model, optimizer, rate, precision, StepMethod.LAYERS);
    }

    /** A run whose steps are computed in a way of their own. */
    public HearthContender(
            Work work,
            Layer model,
            Optimizer optimizer,
            double rate,
            Precision precision,
            StepMethod step) {
        this(
                work,
                recipe(work, model, optimizer, rate)
                        .precision(precision, ours("measured"))
                        .step(step, ours("measured"))
                        .build());
    }

    /** What all recipes of the bench have in common. */
    static RecipeBuilder recipe(Work work, Layer model, Optimizer optimizer, double rate) {
        return Recipe.named("bench")
                .corpus(new DatasetSpec("noise", 0, 0), ours("speed does not depend on it"))
                .model(model, ours("measured"))
                .optimizer(optimizer, ours("measured"))
                .rate(new ConstantSchedule(rate), ours("measured"))
                .batch(work.batch(), ours("measured"))
                .epochs(1, ours("a stretch"));
    }

    /** A run of a recipe on the work's images. */
    HearthContender(Work work, Recipe recipe) {
        this.work = work;
        this.step = recipe.step().value();
        DatasetProvider.Sets sets = new DatasetProvider.Sets(work.data(), work.data());
        this.task = new SupervisedTask(recipe, sets, work.seed(), Device.CPU, 1);
    }

    /** The same as one of several workers that share each batch. */
    HearthContender with(Exchange workers) {
        exchange = workers;
        return this;
    }

    /** Whether from now on workers sum gradients while the backward pass goes on. */
    HearthContender overlapped(boolean beside) {
        isOverlapped = beside;
        return this;
    }

    /** For how many seconds of the last run this worker and the others waited for sums, on average. */
    double waited() {
        return waiting;
    }

    @Override
    public String name() {
        return step == StepMethod.LAYERS ? "Hearth" : "Hearth, compiled step";
    }

    /**
     * The net, whose initial weights the other sides copy.
     *
     * @return it, learning
     */
    public Model network() {
        return task.network();
    }

    @Override
    public double run() {
        sum = 0;
        TrainingListener listener = this::hear;
        Trainer.of(new Unmeasured(task))
                .seed(work.seed())
                .exchange(exchange)
                .overlapped(isOverlapped)
                .listener(listener)
                .run();
        return sum;
    }

    private void hear(TrainingEvent event) {
        if (event instanceof TrainingEvent.Measured measured) {
            sum = measured.figures().get("trainLoss");
        } else if (event instanceof TrainingEvent.Finished finished) {
            waiting = finished.waiting() * finished.seconds();
        }
    }

    /** The task without its evaluation. */
    record Unmeasured(ModelTask task) implements ModelTask {

        @Override
        public Model network() {
            return task.network();
        }

        @Override
        public List<Model> trained() {
            return task.trained();
        }

        @Override
        public List<String> logged() {
            return task.logged();
        }

        @Override
        public List<Participant> participants() {
            return task.participants();
        }

        @Override
        public UpdateOrder updateOrder() {
            return task.updateOrder();
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
