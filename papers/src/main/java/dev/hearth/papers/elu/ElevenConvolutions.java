package dev.hearth.papers.elu;

import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.data.transform.Flip;
import dev.hearth.data.transform.PadCropFlip;
import dev.hearth.experiments.Budgets;
import dev.hearth.optim.AppliesTo;
import dev.hearth.optim.L2;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.optim.schedule.Schedule;
import dev.hearth.optim.schedule.StepSchedule;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.elu.EluCifar11;
import dev.hearth.zoo.elu.Normalization;
import java.util.List;

/**
 * The net with eleven convolutions on CIFAR-100 (Clevert et al. 2015, §4.2), long enough at {@code short}
 * to learn something: 3,200 steps of 25 images at a quarter of the width.
 */
final class ElevenConvolutions {

    static final String SET = "cifar-100";
    static final int CLASSES = 100;

    /** The rate that the paper begins with, for every activation. */
    static final double SHARED_RATE = 0.01;

    /** The training loss below which a net has learned something: nine tenths of ln 100. */
    static final double LEARNED = 0.9 * Math.log(CLASSES);

    private ElevenConvolutions() {}

    /** What is done to the images, for a card. */
    static String preparation(Budget budget) {
        return budget == Budget.SMOKE ? "GCN" : "GCN and ZCA";
    }

    /**
     * A recipe.
     *
     * @param rate that it begins with; it falls as in the paper at {@code paper}, and stays elsewhere
     */
    static Recipe recipe(String name, String arm, double rate, Budget budget) {
        boolean whole = budget == Budget.PAPER;
        Schedule schedule =
                whole
                        ? StepSchedule.bySteps(rate)
                                .then(35_000, 0.5 * rate)
                                .then(85_000, 0.05 * rate)
                                .then(135_000, 0.005 * rate)
                        : new ConstantSchedule(rate);
        boolean shared = rate == SHARED_RATE;
        return Recipe.named(name)
                .corpus(
                        Budgets.part(SET, budget, new int[] {100, 100}, new int[] {5_000, 2_500}),
                        whole ? paper("§4.2") : ours("budget"))
                .preparation(
                        budget == Budget.SMOKE
                                ? new Preprocessing.Contrasted(55)
                                : new Preprocessing.Whitened(55, 0.1),
                        ours(
                                budget == Budget.SMOKE
                                        ? "ZCA takes a minute to fit: budget"
                                        : "§4.2 names it; scale and ε as in pylearn2"))
                .augment(List.of(new PadCropFlip(4, Flip.HORIZONTAL)), paper("§4.2"))
                .model(
                        new EluCifar11(
                                whole ? 1 : 4,
                                CLASSES,
                                ComparedActivations.activation(arm),
                                Normalization.NONE),
                        whole ? paper("§4.2") : ours("quarter width: budget"))
                .optimizer(new Sgd(0.9), paper("§4.2"))
                .rate(schedule, shared ? paper("§4.2") : ours("a rate of its own"))
                .modifiers(List.of(new L2(5e-4, AppliesTo.WEIGHTS_ONLY)), paper("§4.2"))
                .batch(whole ? 100 : 25, ours(whole ? "§4.3 names 100" : "more steps"))
                .epochs(
                        Budgets.pick(budget, 1, 16, 330),
                        ours(whole ? "165k iterations" : "budget"))
                .build();
    }
}
