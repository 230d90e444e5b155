package dev.hearth.papers.elu;

import static dev.hearth.papers.elu.ComparedActivations.ELU;
import static dev.hearth.papers.elu.ComparedActivations.RELU;
import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.data.Augmentation;
import dev.hearth.data.transform.Flip;
import dev.hearth.data.transform.RandomSquare;
import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.EpochsToLoss;
import dev.hearth.experiments.claim.ReportedError;
import dev.hearth.optim.AppliesTo;
import dev.hearth.optim.L2;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.schedule.StepSchedule;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.elu.EluImageNet;
import java.util.List;
import java.util.function.Predicate;

/**
 * ELU against ReLU on ImageNet (Clevert et al. 2015, §4.4, fig. 6), for whoever has a copy of it: {@code
 * imagenet/train/CLASS/} and {@code imagenet/val/CLASS/} in the data folder. Without one, a narrow net
 * learns drawn digits by the same recipe.
 */
public final class EluImageNetTraining extends PaperExperiment {

    private static final String SET = "imagenet-256";
    private static final String FIRST_FIVE = "topFiveError";

    /** A guess of five of 1000 classes errs so often, in percent. */
    private static final double GUESS_OF_FIVE = 99.5;

    private static final int CROP = 224;
    private static final int DRAWN = 64;
    private static final int NARROW = 16;

    /** 200,000 iterations of 256 images, about what fig. 6 shows. */
    private static final int EPOCHS = 40;

    private static final Claim FASTER =
            new Claim(
                    EluClaims.IMAGENET.id(),
                    "on ImageNet ELU lowers the training cross-entropy in fewer epochs than ReLU",
                    "fig. 6a");
    private static final Claim SOONER =
            new Claim(
                    EluClaims.IMAGENET.id(),
                    "on ImageNet ELU lowers the top-5 test error in fewer epochs than ReLU",
                    "fig. 6b: 20 % after 160k against 200k iterations");
    private static final Claim TOP_FIVE =
            new Claim(
                    EluClaims.IMAGENET.id(),
                    "the ELU net errs less than 10 % in its first five guesses, one crop",
                    "§4.4: below 10 % top-5 error, single crop");

    public EluImageNetTraining() {
        super("elu/imagenet", "ELU against ReLU on ImageNet, for whoever has it");
    }

    Recipe recipe(String arm, Budget budget, boolean there) {
        boolean whole = budget == Budget.PAPER && there;
        Origin small = ours("budget");
        DatasetSpec images =
                there
                        ? Budgets.part(SET, budget, new int[] {16, 16}, new int[] {256, 256})
                        : new DatasetSpec("strokes", 64, 64);
        List<Augmentation> crop =
                there ? List.of(new RandomSquare(CROP, Flip.HORIZONTAL)) : List.of();
        int classes = there ? 1000 : 10;
        return Recipe.named(name() + "/" + arm)
                .corpus(images, whole ? paper("§4.4: ILSVRC-2012") : small)
                .preparation(
                        there
                                ? new Preprocessing.AroundZero()
                                : new Preprocessing.Centred(DRAWN, 0, 1),
                        ours("§4.4 subtracts the mean image"))
                .augment(crop, there ? paper("§4.4: 224×224 of 256×256, mirrored") : small)
                .model(
                        new EluImageNet(
                                classes,
                                2,
                                ComparedActivations.activation(arm),
                                whole ? 1 : NARROW),
                        whole
                                ? paper("§4.4; strides and the pyramid's grids are ours")
                                : ours("a sixteenth of the width: budget"))
                .optimizer(new Sgd(0.9), ours("not given; as in §4.2"))
                .rate(
                        whole
                                ? StepSchedule.byEpochs(0.01).then(20, 0.001).then(30, 1e-4)
                                : StepSchedule.byEpochs(0.01),
                        ours("not given"))
                .modifiers(List.of(new L2(5e-4, AppliesTo.WEIGHTS_ONLY)), paper("§4.4"))
                .batch(whole ? 256 : 16, ours(whole ? "not given" : "budget"))
                .epochs(
                        whole ? EPOCHS : 2,
                        ours(whole ? "fig. 6 has some 200k iterations" : "budget"))
                .build();
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        boolean there = available.test(SET);
        boolean whole = budget == Budget.PAPER && there;
        List<String> arms = List.of(ELU, RELU);
        int seeds = Budgets.pick(budget, 2, 2, 3);
        String deviation =
                whole
                        ? "inputs in [−1, 1] instead of less the mean image; rate, batch and length are ours"
                        : Phrase.joined(
                                there ? "a few pictures of ImageNet" : "drawn digits stand in",
                                "a sixteenth of the width: shows that the recipe runs, and no more");
        return new Plan(
                Phrase.of(
                        recipe(ELU, budget, there),
                        "{}, {optimizer}, batch {batch}, {epochs} epochs, {} seeds",
                        there ? "ImageNet, 224×224 of 256×256" : "drawn digits in 64×64",
                        seeds),
                deviation,
                TrainingJob.all(seeds, arms, budget, List.of(), arm -> recipe(arm, budget, there)),
                whole ? checks(deviation) : untried(),
                List.of(
                        CurveFigure.logarithmic(
                                "training-loss", "Training cross-entropy", "trainLoss", "nats"),
                        CurveFigure.linear("test-error", "Test error, one crop", "testError", "%"),
                        CurveFigure.linear(
                                "top-five", "Top-5 test error, one crop", FIRST_FIVE, "%")));
    }

    /** What trained nets are asked. */
    static List<ClaimCheck> checks(String deviation) {
        return List.of(
                new EpochsToLoss(
                        FASTER, "trainLoss", Math.log(1000), List.of(ELU, RELU), deviation),
                new EpochsToLoss(SOONER, FIRST_FIVE, GUESS_OF_FIVE, List.of(ELU, RELU), deviation),
                new ReportedError(
                        TOP_FIVE,
                        ELU,
                        List.of(new ReportedError.Goal("top-5 error", FIRST_FIVE, 10)),
                        50_000,
                        ReportedError.Training.FULL,
                        deviation));
    }

    private static List<ClaimCheck> untried() {
        String why =
                "data not available: ImageNet; the recipe runs with --budget paper on any copy of it";
        return List.of(FASTER, SOONER, TOP_FIVE).stream()
                .<ClaimCheck>map(claim -> claim.untested(e -> text(e.trials().size()), why))
                .toList();
    }

    private static String text(int runs) {
        return runs == 0 ? "not run" : runs + " runs of the recipe at a small size";
    }
}
