package dev.hearth.bench;

import static dev.hearth.train.recipe.Origin.ours;

import dev.hearth.nn.Layer;
import dev.hearth.nn.Precision;
import dev.hearth.optim.ClassicalMomentum;
import dev.hearth.optim.loss.GanLoss;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.tensor.Device;
import dev.hearth.train.Trainer;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.Noise;
import dev.hearth.train.recipe.Update;
import dev.hearth.train.recipe.UpdateRatio;
import dev.hearth.train.task.GanTask;

/** A game as a run of Hearth plays it, without the evaluation behind each epoch. */
public final class HearthGame implements Contender {

    static final Noise NOISE = new Noise(Noise.Law.UNIFORM_ROOT_3, 100);

    private final Work work;
    private final GanTask task;
    private double sum;

    /**
     * A game.
     *
     * @param work what it does
     * @param generator of images
     * @param discriminator of images
     */
    public HearthGame(Work work, Layer generator, Layer discriminator) {
        this(work, generator, discriminator, Precision.FLOAT32);
    }

    /** A game whose nets compute in a precision of their own. */
    public HearthGame(Work work, Layer generator, Layer discriminator, Precision precision) {
        this.work = work;
        Update update =
                new Update(
                        new ClassicalMomentum(GameSteps.MOMENTUM),
                        new ConstantSchedule(GameSteps.RATE),
                        new ConstantSchedule(GameSteps.MOMENTUM));
        GanRecipe recipe =
                GanRecipe.named("bench")
                        .corpus(new DatasetSpec("noise", 0, 0), ours("speed does not depend on it"))
                        .generator(generator, ours("measured"))
                        .discriminator(discriminator, ours("measured"))
                        .noise(NOISE, ours("measured"))
                        .payoff(GanLoss.PUBLISHED, ours("measured"))
                        .turns(UpdateRatio.simultaneous(), ours("measured"))
                        .generatorUpdate(update, ours("measured"))
                        .discriminatorUpdate(update, ours("measured"))
                        .batch(work.batch(), ours("measured"))
                        .epochs(1, ours("a stretch"))
                        .precision(precision, ours("measured"))
                        .build();
        DatasetProvider.Sets sets = new DatasetProvider.Sets(work.data(), work.data());
        this.task = new GanTask(recipe, sets, work.seed(), Device.CPU, 1);
    }

    @Override
    public String name() {
        return "Hearth";
    }

    /**
     * The nets, whose initial weights the other side copies.
     *
     * @return they, learning
     */
    public GanTask task() {
        return task;
    }

    @Override
    public double run() {
        sum = 0;
        TrainingListener listener = this::hear;
        Trainer.of(new HearthContender.Unmeasured(task)).seed(work.seed()).listener(listener).run();
        return sum;
    }

    private void hear(TrainingEvent event) {
        if (event instanceof TrainingEvent.Measured measured) {
            sum =
                    measured.figures().get("discriminatorLoss")
                            + measured.figures().get("generatorLoss");
        }
    }
}
