package dev.hearth.bench;

import static dev.hearth.train.recipe.Origin.ours;

import dev.hearth.nn.Model;
import dev.hearth.optim.Adamax;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.rl.ActorConfig;
import dev.hearth.rl.DqnRecipe;
import dev.hearth.rl.DqnTask;
import dev.hearth.rl.EvaluationConfig;
import dev.hearth.rl.Raiders;
import dev.hearth.rl.ReplayConfig;
import dev.hearth.rl.TemporalDifferenceLoss;
import dev.hearth.rl.TrainingLength;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Seed;
import dev.hearth.train.Trainer;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.recipe.Setting;
import dev.hearth.zoo.weightnorm.GridDqn;

/** Deep Q-learning as a run of Hearth does it, without the evaluation behind each epoch. */
final class HearthQLearning implements Contender {

    private final DqnTask task;
    private final Seed seed;
    private double sum;

    HearthQLearning(int steps, Seed seed) {
        this.seed = seed;
        this.task = new DqnTask(recipe(steps), seed, Device.CPU);
    }

    /** As weightnorm/raiders has it, without weight normalisation and when it explores no more than at its end. */
    static DqnRecipe recipe(int steps) {
        return new DqnRecipe(
                "bench",
                measured(new Raiders(0.1)),
                measured(new GridDqn(16, 64, 4)),
                measured(DqnRecipe.Beginning.AS_DRAWN),
                measured(new ActorConfig(4, 1, 1)),
                measured(new ReplayConfig(100_000, 5000)),
                measured(
                        new TemporalDifferenceLoss(
                                0.97,
                                TemporalDifferenceLoss.Best.TARGET,
                                1,
                                TemporalDifferenceLoss.Sum.MEAN,
                                1,
                                500)),
                measured(new Adamax()),
                measured(new ConstantSchedule(QLearningSteps.RATE)),
                measured(new ConstantSchedule(QLearningSteps.EXPLORATION)),
                measured(32),
                measured(new TrainingLength(1, steps)),
                measured(new EvaluationConfig(1, 0.05, 10)));
    }

    private static <T> Setting<T> measured(T value) {
        return new Setting<>(value, ours("measured"));
    }

    @Override
    public String name() {
        return "Hearth";
    }

    /** The net, whose initial weights the other side copies. */
    Model network() {
        return task.network();
    }

    @Override
    public double run() {
        sum = 0;
        TrainingListener listener = this::hear;
        Trainer.of(new HearthContender.Unmeasured(task)).seed(seed).listener(listener).run();
        return sum;
    }

    private void hear(TrainingEvent event) {
        if (event instanceof TrainingEvent.Measured measured) {
            sum = measured.figures().get("trainLoss");
        }
    }
}
