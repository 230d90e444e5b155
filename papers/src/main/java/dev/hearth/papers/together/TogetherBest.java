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
import java.util.Set;
import java.util.function.Predicate;

/**
 * How far all ideas of {@link CombinedNet} in one wide net come on CIFAR-10: one run with twelve tests, beside
 * what the papers print of their own nets (7.31 %, Salimans and Kingma 2016, table 1; 6.55 %, Clevert et al.
 * 2015, table 1; 3.47 %, Graham 2014, §4.4, with a hundred tests). In bfloat16 but at {@code smoke}. At
 * {@code short} 32 million multiply-adds an image and 12 epochs; at {@code evidence} 159 million and 20, some
 * two hours of a core; at {@code paper} 632 million and 40, some twelve minutes of a large GPU.
 */
public final class TogetherBest extends PaperExperiment {

    private static final String SET = "cifar-10";
    private static final String ARM = "all";
    private static final Shape.Image IMAGE = new Shape.Image(3, 32, 32);
    private static final int CLASSES = 10;

    public TogetherBest() {
        super("together/best-cifar-10", "all ideas in one wide net on all of CIFAR-10, one run");
    }

    /** Where it learns longer, of a width at which a block's convolutions have whole eights of channels. */
    private static CombinedNet net(Budget budget) {
        Set<Idea> all = EnumSet.allOf(Idea.class);
        return switch (budget) {
            case SMOKE -> CombinedNet.ofCost(3_000_000, IMAGE, CLASSES, all).dropping(0.1);
            case SHORT -> CombinedNet.ofCost(32_000_000, IMAGE, CLASSES, all).dropping(0.1);
            case EVIDENCE -> new CombinedNet(IMAGE.height(), 64, CLASSES, all).dropping(0.1);
            case PAPER -> new CombinedNet(IMAGE.height(), 128, CLASSES, all).dropping(0.3);
        };
    }

    private Recipe recipe(Budget budget) {
        int epochs = Budgets.pick(budget, 1, 12, 20, 40);
        boolean isSmoke = budget == Budget.SMOKE;
        return Recipe.named(name() + "/" + ARM)
                .corpus(
                        Budgets.part(SET, budget, new int[] {200, 200}, new int[2], new int[2]),
                        ours("all images"))
                .preparation(new Preprocessing.AroundZero(), ours("inputs in [−1, 1]"))
                .augment(List.of(new PadCropFlip(4, Flip.HORIZONTAL)), ours("usual for CIFAR"))
                .model(
                        net(budget),
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
                        Math.round(net(budget).cost(IMAGE).multiplyAdds() / 1e6),
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
