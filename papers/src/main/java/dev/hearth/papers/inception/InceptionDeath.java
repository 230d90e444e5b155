package dev.hearth.papers.inception;

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
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.optim.RmsProp;
import dev.hearth.optim.schedule.Exponential;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.inception.InceptionWide;
import java.util.List;
import java.util.function.Predicate;

/**
 * Whether residual nets with more than 1000 filters die (Szegedy et al. 2016, §3.3), for as many steps as
 * the paper says that it takes, at the paper's rate, and at a tenth of it; {@code inception/depth} has some
 * hundred steps at {@code short}, and clips gradients, which §3.3 does not.
 */
public final class InceptionDeath extends PaperExperiment {

    private static final String DAMPED = "s=0.1";
    private static final String UNDAMPED = "s=1";
    private static final String SLOW = "s=1, a tenth of the rate";
    private static final List<String> ARMS = List.of(DAMPED, UNDAMPED, SLOW);

    private static final int FILTERS = 1152;
    private static final int BLOCKS = 8;
    private static final double RATE = 0.045;

    private static final Claim DEATH =
            new Claim(
                    InceptionClaims.DEATH.id(),
                    "for as many steps as the paper's, and without clipping: an undamped net with more than"
                            + " 1000 filters dies, one damped by 0.1 does not",
                    "§3.3: after a few tens of thousands of iterations");
    private static final Claim SLOWER =
            new Claim(
                    InceptionClaims.DEATH.id(),
                    "and a lower rate does not prevent it",
                    "§3.3: no figures");

    public InceptionDeath() {
        super(
                "inception/death",
                "wide residual nets for 30,000 steps, damped by 0.1, not at all, and at a lower rate");
    }

    Recipe recipe(String arm, Budget budget) {
        return Recipe.named(name() + "/" + arm.replace(", ", "-").replace(' ', '-'))
                .corpus(
                        Budgets.part(
                                Miniatures.SET, budget, new int[] {100, 100}, new int[] {0, 2_000}),
                        ours("the paper has ImageNet"))
                .preparation(
                        new Preprocessing.AroundZero(), paper("as released: inputs in [−1, 1]"))
                .augment(
                        List.of(new PadCropFlip(4, Flip.HORIZONTAL)),
                        ours("usual for CIFAR; the paper names none"))
                .model(
                        new InceptionWide(
                                FILTERS, BLOCKS, arm.equals(DAMPED) ? 0.1 : 1, Miniatures.CLASSES),
                        ours("a narrow stem, then the paper's widest sums"))
                .optimizer(RmsProp.tensorFlow(0.9, 1), paper("§4: RMSProp, decay 0.9, ε 1.0"))
                .rate(
                        new Exponential(arm.equals(SLOW) ? RATE / 10 : RATE)
                                .by(0.94)
                                .everyEpochs(2),
                        arm.equals(SLOW) ? ours("a tenth of §4's") : paper("§4"))
                .batch(Miniatures.BATCH, ours("the paper names none"))
                .epochs(Budgets.pick(budget, 1, 15, 40), ours("30,000 steps at the least"))
                .build();
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        if (!available.test(Miniatures.SET)) {
            return Plan.absent(Miniatures.SET, checks(0, "data not available"));
        }
        int seeds = Budgets.pick(budget, 1, 3, 6);
        int images = Budgets.pick(budget, 100, 50_000, 50_000);
        long steps = (long) images / Miniatures.BATCH * recipe(UNDAMPED, budget).epochCount();
        String deviation =
                Phrase.of(
                        "a miniature on CIFAR-10 with {} blocks on {} channels for {} steps, instead of the"
                                + " net on ImageNet",
                        BLOCKS,
                        FILTERS,
                        steps);
        return new Plan(
                        Phrase.of(
                                "a miniature with {} blocks on {} channels, RMSProp 0.9, ε 1, rate {} · 0.94"
                                        + " every 2 epochs, batch {}, {} steps, {} seeds",
                                BLOCKS,
                                FILTERS,
                                RATE,
                                Miniatures.BATCH,
                                steps,
                                seeds),
                        deviation,
                        TrainingJob.all(
                                seeds,
                                ARMS,
                                budget,
                                List.of(new DeadUnits(InceptionWide.LAST)),
                                arm -> recipe(arm, budget)),
                        checks(steps, deviation),
                        List.of(
                                CurveFigure.linear(
                                        "training-loss",
                                        "Training cross-entropy",
                                        "trainLoss",
                                        "nats")))
                .diverging(ARMS);
    }

    static List<ClaimCheck> checks(long steps, String deviation) {
        return List.of(
                new DeadNetCheck(DEATH, UNDAMPED, DAMPED, steps, InceptionDepth.NEEDED, deviation),
                new DeadNetCheck(SLOWER, SLOW, DAMPED, steps, InceptionDepth.NEEDED, deviation));
    }
}
