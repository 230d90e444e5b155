package dev.hearth.papers.inception;

import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.data.transform.Flip;
import dev.hearth.data.transform.PadCropFlip;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.experiments.claim.RequiresLearning;
import dev.hearth.experiments.claim.RequiresLearning.Condition;
import dev.hearth.nn.Layer;
import dev.hearth.optim.ClipNorm;
import dev.hearth.optim.Optimizer;
import dev.hearth.optim.schedule.EpochRounding;
import dev.hearth.optim.schedule.LinearToZero;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.Recipe;
import java.util.List;

/** What the experiments on small images have in common. */
final class Miniatures {

    static final String SET = "cifar-10";
    static final int CLASSES = 10;
    static final int BATCH = 25;

    /** A guess among ten classes errs so often, in percent. */
    static final double GUESS = 90;

    /** That a run is near its end: named before longer runs were made. */
    static final Condition AT_END = Condition.testError(20);

    private Miniatures() {}

    /** What is trained on and how long, for a card. */
    static String work(Recipe recipe, int seeds) {
        return Phrase.of(
                recipe,
                "{} images of CIFAR-10, {epochs} epochs, {} seeds",
                recipe.corpus().value().training() == 0
                        ? "50000"
                        : recipe.corpus().value().training(),
                seeds);
    }

    /** A recipe on small images, the same in all that its arguments leave open. */
    static Recipe recipe(
            String name,
            Layer model,
            Optimizer optimizer,
            double rate,
            DatasetSpec corpus,
            int epochs) {
        return Recipe.named(name)
                .corpus(corpus, ours("budget; the paper has ImageNet"))
                .preparation(
                        new Preprocessing.AroundZero(), paper("as released: inputs in [−1, 1]"))
                .augment(
                        List.of(new PadCropFlip(4, Flip.HORIZONTAL)),
                        ours("usual for CIFAR; the paper names none"))
                .model(model, ours("an eighth of the paper's widths"))
                .optimizer(optimizer, paper("§4"))
                .rate(
                        new LinearToZero(rate, epochs / 2.0, epochs, EpochRounding.SMOOTH),
                        ours("within the budget; falls to zero, so that the end is an end"))
                .modifiers(
                        List.of(new ClipNorm(2)),
                        ours("the AAAI version names clipping; 2 is Inception-v3's"))
                .batch(BATCH, ours("the paper names none"))
                .epochs(epochs, ours("budget"))
                .build();
    }

    /**
     * A check that speaks only where these arms have learned, and refutes only where they are near their
     * end.
     */
    static RequiresLearning learned(ClaimCheck check, String... arms) {
        return new RequiresLearning(
                        check, List.of(arms), Measure.TEST_ERROR.value(), GUESS, "the test error")
                .and(Condition.trained(CLASSES))
                .toRefute(AT_END);
    }
}
