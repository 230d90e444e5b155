package dev.hearth.bench;

import static dev.hearth.train.recipe.Origin.ours;

import dev.hearth.nn.Layer;
import dev.hearth.tensor.Device;
import dev.hearth.train.Event;
import dev.hearth.train.Exchange;
import dev.hearth.train.Listener;
import dev.hearth.train.Shelf;
import dev.hearth.train.Trainer;
import dev.hearth.train.loss.Payoff;
import dev.hearth.train.optim.HeavyBall;
import dev.hearth.train.recipe.Corpus;
import dev.hearth.train.recipe.GameRecipe;
import dev.hearth.train.recipe.Noise;
import dev.hearth.train.recipe.Turns;
import dev.hearth.train.recipe.Update;
import dev.hearth.train.schedule.Constant;
import dev.hearth.train.task.Contest;
import java.util.List;
import java.util.Optional;

/** A game as a run of Hearth plays it, without the evaluation behind each epoch. */
public final class HearthGame implements Side {

    static final Noise NOISE = new Noise(Noise.Law.UNIFORM_ROOT_3, 100);

    private final Work work;
    private final Contest task;
    private double sum;

    /**
     * A game.
     *
     * @param work what it does
     * @param generator of images
     * @param discriminator of images
     */
    public HearthGame(Work work, Layer generator, Layer discriminator) {
        this.work = work;
        Update update =
                new Update(
                        new HeavyBall(GameSteps.MOMENTUM),
                        new Constant(GameSteps.RATE),
                        new Constant(GameSteps.MOMENTUM));
        GameRecipe recipe =
                GameRecipe.named("bench")
                        .corpus(new Corpus("noise", 0, 0), ours("speed does not depend on it"))
                        .generator(generator, ours("measured"))
                        .discriminator(discriminator, ours("measured"))
                        .noise(NOISE, ours("measured"))
                        .payoff(Payoff.PUBLISHED, ours("measured"))
                        .turns(Turns.simultaneous(), ours("measured"))
                        .generatorUpdate(update, ours("measured"))
                        .discriminatorUpdate(update, ours("measured"))
                        .batch(work.batch(), ours("measured"))
                        .epochs(1, ours("a stretch"))
                        .build();
        Shelf.Sets sets = new Shelf.Sets(work.data(), work.data());
        this.task = new Contest(recipe, sets, work.seed(), Device.CPU, 1);
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
    public Contest task() {
        return task;
    }

    @Override
    public double run() {
        sum = 0;
        Listener listener = this::hear;
        new Trainer(
                        new HearthSide.Unmeasured(task),
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
            sum =
                    measured.figures().get("discriminatorLoss")
                            + measured.figures().get("generatorLoss");
        }
    }
}
