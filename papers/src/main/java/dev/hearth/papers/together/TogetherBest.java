package dev.hearth.papers.together;

import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.data.transform.Flip;
import dev.hearth.data.transform.PadCropFlip;
import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.ReportedError;
import dev.hearth.nn.Precision;
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
import java.util.EnumSet;
import java.util.List;
import java.util.function.Predicate;

/**
 * How far all ideas of {@link CombinedNet} in one wide net come on CIFAR-10: one run with twelve tests, beside
 * what the papers print of their own nets (7.31 %, Salimans and Kingma 2016, table 1; 6.55 %, Clevert et al.
 * 2015, table 1; 3.47 %, Graham 2014, §4.4, with a hundred tests). In bfloat16 but at {@code smoke}. At
 * {@code short} 32 million multiply-adds an image and 12 epochs; at {@code evidence} 64 million and 40, some
 * three hours of a core; at {@code paper} 400 million and 60, some twelve minutes of a large GPU.
 */
public final class TogetherBest extends PaperExperiment {

    private static final String SET = "cifar-10";
    private static final String ARM = "all";
    private static final Shape.Image IMAGE = new Shape.Image(3, 32, 32);
    private static final int CLASSES = 10;

    public TogetherBest() {
        super("together/best-cifar-10", "all ideas in one wide net on all of CIFAR-10, one run");
    }

    private static long cost(Budget budget) {
        return Budgets.pick(budget, 3_000_000L, 32_000_000L, 64_000_000L, 400_000_000L);
    }

    private Recipe recipe(Budget budget) {
        int epochs = Budgets.pick(budget, 1, 12, 40, 60);
        boolean isSmoke = budget == Budget.SMOKE;
        double dropRate = Budgets.pick(budget, 0.1, 0.1, 0.2, 0.3);
        return Recipe.named(name() + "/" + ARM)
                .corpus(
                        Budgets.part(SET, budget, new int[] {200, 200}, new int[2], new int[2]),
                        ours("all images"))
                .preparation(new Preprocessing.AroundZero(), ours("inputs in [−1, 1]"))
                .augment(List.of(new PadCropFlip(4, Flip.HORIZONTAL)), ours("usual for CIFAR"))
                .model(
                        CombinedNet.ofCost(cost(budget), IMAGE, CLASSES, EnumSet.allOf(Idea.class))
                                .dropping(dropRate),
                        ours("the width that the time allows; more dropout where it learns longer"))
                .optimizer(new Adam(), paper("Salimans and Kingma 2016, §5.1"))
                .rate(
                        new LinearToZero(0.003, epochs / 2.0, epochs, EpochRounding.SMOOTH),
                        paper(
                                "Salimans and Kingma 2016, published code: 0.003, the second half to zero"))
                .start(
                        new ParameterStart.FromImages(isSmoke ? 100 : 500, false),
                        paper("Salimans and Kingma 2016, §3"))
                .batch(isSmoke ? 50 : 100, paper("Salimans and Kingma 2016, published code"))
                .epochs(epochs, ours("budget"))
                .precision(
                        isSmoke ? Precision.FLOAT32 : Precision.BFLOAT16,
                        ours("more epochs in the same time"))
                .build();
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        Recipe recipe = recipe(budget);
        String deviation =
                Phrase.of(
                        recipe, "another net, {epochs} epochs and one run: no paper's conditions");
        if (!available.test(SET)) {
            return Plan.absent(SET, List.of(check("data not available")));
        }
        return new Plan(
                Phrase.of(
                        recipe,
                        "{} million multiply-adds, {images} images, {optimizer}, {rate}, batch {batch},"
                                + " {epochs} epochs, {} tests",
                        cost(budget) / 1_000_000,
                        TogetherFactorial.TESTS),
                deviation,
                TrainingJob.all(
                        1,
                        List.of(ARM),
                        budget,
                        TogetherFactorial.repeatedTests(budget),
                        arm -> recipe),
                List.of(check(deviation)),
                List.of(
                        CurveFigure.linear("test-error", "Test error, one test", "testError", "%"),
                        CurveFigure.linear(
                                "training-loss", "Training cross-entropy", "trainLoss", "nats")));
    }

    private static ClaimCheck check(String deviation) {
        String metric = "averagedError" + TogetherFactorial.TESTS;
        return new ReportedError(
                TogetherClaims.BEST,
                ARM,
                List.of(
                        new ReportedError.Goal(
                                "12 tests (weight normalisation: 7.31 %)", metric, 7.31),
                        new ReportedError.Goal("12 tests (ELU: 6.55 %)", metric, 6.55),
                        new ReportedError.Goal(
                                "12 tests (fractional max-pooling: 3.47 %)", metric, 3.47)),
                10_000,
                ReportedError.Training.LESS,
                deviation);
    }
}
