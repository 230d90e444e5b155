package dev.hearth.papers.together;

import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.data.transform.Flip;
import dev.hearth.data.transform.PadCropFlip;
import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.RequiresLearning;
import dev.hearth.nn.Shape;
import dev.hearth.optim.Adam;
import dev.hearth.optim.schedule.EpochRounding;
import dev.hearth.optim.schedule.LinearToZero;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.ParameterStart;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.together.CombinedNet;
import dev.hearth.zoo.together.Idea;
import java.util.List;

/** What all arms on CIFAR-10 have in common, whatever they combine: a recipe that was tuned for none of them. */
final class CombinedRecipe {

    static final String SET = "cifar-10";
    private static final int CLASSES = 10;
    private static final Shape.Image IMAGE = new Shape.Image(3, 32, 32);

    private CombinedRecipe() {}

    /** Multiply-adds an image. */
    private static long cost(Budget budget) {
        return Budgets.pick(budget, 4_000_000L, 4_000_000L, 8_000_000L, 100_000_000L);
    }

    /** The recipe of an arm. */
    static Recipe of(String name, CombinedArm arm, Budget budget) {
        int whole = Budgets.pick(budget, 1, 6, 10, 100);
        int epochs = (int) Math.max(1, Math.round(whole * arm.epochs()));
        boolean startsFromImages = arm.ideas().contains(Idea.WEIGHT_NORM);
        return Recipe.named(name)
                .corpus(
                        Budgets.part(
                                SET,
                                budget,
                                new int[] {200, 200},
                                new int[] {6_000, 5_000},
                                new int[] {20_000, 0}),
                        ours("budget"))
                .preparation(new Preprocessing.AroundZero(), ours("inputs in [−1, 1]"))
                .augment(
                        arm.isAugmented()
                                ? List.of(new PadCropFlip(4, Flip.HORIZONTAL))
                                : List.of(),
                        ours("usual for CIFAR"))
                .model(
                        CombinedNet.ofCost(cost(budget), IMAGE, CLASSES, arm.ideas()),
                        ours("the width that makes multiply-adds equal"))
                .optimizer(new Adam(), paper("Salimans and Kingma 2016, §5.1"))
                .rate(
                        new LinearToZero(0.002, epochs / 2.0, epochs, EpochRounding.SMOOTH),
                        ours("constant for one half, then to zero, so that the end is an end"))
                .start(
                        startsFromImages
                                ? new ParameterStart.FromImages(
                                        budget == Budget.SMOKE ? 100 : 500, false)
                                : new ParameterStart.AsDrawn(),
                        paper("Salimans and Kingma 2016, §3, where weights are normalised"))
                .batch(50, ours("the same for all"))
                .epochs(
                        epochs,
                        ours(
                                arm.epochs() == 1
                                        ? "budget"
                                        : "as many as take the whole net's time: bench/README.md"))
                .build();
    }

    /** The design in words, of the arm whose epochs are given. */
    static String summary(Recipe one, Budget budget, int seeds) {
        return Phrase.of(
                one,
                "{} million multiply-adds, {images} images, {optimizer}, {rate}, batch {batch},"
                        + " {epochs} epochs, {} seeds",
                cost(budget) / 1_000_000,
                seeds);
    }

    /** A check that asks of all arms to have learned anything. */
    static ClaimCheck learned(ClaimCheck check, List<String> arms) {
        return new RequiresLearning(
                check, arms, List.of(RequiresLearning.Condition.trained(CLASSES)), List.of());
    }
}
