package dev.hearth.papers.elu;

import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.experiments.Budgets;
import dev.hearth.nn.Layer;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Recipe;

/** Recipes of fully connected nets on digits, as in Clevert et al. 2015, §4.1.1. */
final class DigitRecipes {

    /** The training loss below which a net of ten classes has learned something: half of ln 10. */
    static final double LEARNED = Math.log(10) / 2;

    private DigitRecipes() {}

    /**
     * A recipe: 4,000 images and two epochs at smoke, all images and five epochs at short, 300 as
     * published.
     *
     * @param name of the recipe
     * @param net whose last layer has ten units
     * @param why where the net is from
     */
    static Recipe of(String name, Layer net, Origin why, String set, Budget budget) {
        return Recipe.named(name)
                .corpus(
                        budget == Budget.SMOKE
                                ? new DatasetSpec(set, 4000, 1000)
                                : new DatasetSpec(set, 0, 0),
                        set.equals("mnist") ? paper("§4.1.1") : ours("MNIST is not here"))
                .model(net, why)
                .optimizer(new Sgd(), paper("§4.1.1: stochastic gradient descent"))
                .rate(new ConstantSchedule(0.01), paper("§4.1.1"))
                .batch(64, paper("§4.1.1"))
                .epochs(
                        Budgets.pick(budget, 2, 5, 300),
                        budget == Budget.PAPER ? paper("§4.1.1") : ours("budget"))
                .build();
    }
}
