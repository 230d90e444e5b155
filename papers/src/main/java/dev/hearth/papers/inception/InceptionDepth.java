package dev.hearth.papers.inception;

import static dev.hearth.experiments.Budgets.pick;

import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.MeasurementJob;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Measure;
import dev.hearth.optim.RmsProp;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.inception.InceptionWide;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What the scale of residuals is good for (Szegedy et al. 2016, §3.3, fig. 20; INC-4): how variance
 * grows with depth in the untrained Inception-ResNet-v2, and whether a wide miniature dies when it is
 * trained.
 */
public final class InceptionDepth extends PaperExperiment {

    static final List<String> SCALES = List.of("0.1", "0.3", "1");

    /** The paper's few tens of thousands. */
    static final long NEEDED = 30_000;

    private static final int FILTERS = 1152;
    private static final int BLOCKS = 8;
    private static final double RATE = 0.045;

    public InceptionDepth() {
        super(
                "inception/depth",
                "residuals damped by 0.1, 0.3 and not at all: variance by depth, and death when wide");
    }

    static String untrained(String scale) {
        return "untrained s=" + scale;
    }

    static String trained(String scale) {
        return "wide s=" + scale;
    }

    private Recipe recipe(String scale, Budget budget) {
        return Miniatures.recipe(
                name() + "/wide-" + scale,
                new InceptionWide(FILTERS, BLOCKS, Double.parseDouble(scale), Miniatures.CLASSES),
                RmsProp.tensorFlow(0.9, 1),
                RATE,
                Budgets.part(
                        Miniatures.SET,
                        budget,
                        new int[] {100, 100},
                        new int[] {2_000, 500},
                        new int[] {0, 500}),
                pick(budget, 1, 4, 15, 40));
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        boolean evidence = budget == Budget.EVIDENCE;
        int seeds = pick(budget, 2, 3, 4, 3);
        int side = pick(budget, 107, 299, 299);
        // Whether the net dies is open; how an untrained one grows is not.
        List<String> scales = evidence ? List.of("0.1", "1") : SCALES;
        boolean data = available.test(Miniatures.SET);
        List<Job> jobs = new ArrayList<>();
        for (long seed = 1; seed <= seeds; seed++) {
            for (String scale : evidence ? List.<String>of() : SCALES) {
                double s = Double.parseDouble(scale);
                jobs.add(
                        new MeasurementJob(
                                name(),
                                untrained(scale),
                                seed,
                                budget,
                                0.2,
                                (chance, device) ->
                                        DepthProbe.measure(s, side, 2, chance, device)));
            }
            for (String scale :
                    data && (budget != Budget.SMOKE || seed == 1) ? scales : List.<String>of()) {
                jobs.add(
                        new TrainingJob(
                                trained(scale),
                                seed,
                                recipe(scale, budget),
                                budget,
                                List.of(new DeadUnits(InceptionWide.LAST))));
            }
        }
        Recipe one = recipe("1", budget);
        int images =
                one.corpus().value().training() == 0 ? 50_000 : one.corpus().value().training();
        long steps = (long) images / Miniatures.BATCH * one.epochs().value();
        Plan plan =
                new Plan(
                                Phrase.of(
                                        "Inception-ResNet-v2 at {}×{} on noise, untrained; a miniature with {}"
                                                + " blocks on {} channels, {}, {} seeds",
                                        side,
                                        side,
                                        BLOCKS,
                                        FILTERS,
                                        data
                                                ? steps + " steps of RMSProp on CIFAR-10"
                                                : "not trained",
                                        seeds),
                                deviation(steps),
                                jobs,
                                evidence ? List.of(dies(steps)) : checks(steps),
                                List.of(
                                        new DepthFigure(),
                                        CurveFigure.linear(
                                                "wide-training-loss",
                                                "Training cross-entropy of the wide miniature",
                                                "trainLoss",
                                                "nats")))
                        .diverging(SCALES.stream().map(InceptionDepth::trained).toList());
        return evidence ? plan.look(2, 2, 0) : budget == Budget.PAPER ? plan.onlyLook() : plan;
    }

    private static String deviation(long steps) {
        return Phrase.of(
                "variance of untrained nets as a proxy; a miniature on CIFAR-10 for {} steps, instead of"
                        + " the net on ImageNet for some {}",
                steps,
                NEEDED);
    }

    private static List<ClaimCheck> checks(long steps) {
        return List.of(
                Measure.of("growth of variance over the ten blocks on 1152 channels", "", "growthB")
                        .order(
                                InceptionClaims.GROWTH,
                                deviation(steps),
                                SCALES.stream()
                                        .map(InceptionDepth::untrained)
                                        .toArray(String[]::new)),
                dies(steps));
    }

    private static ClaimCheck dies(long steps) {
        return new DeadNetCheck(
                InceptionClaims.DEATH,
                trained("1"),
                trained("0.1"),
                steps,
                NEEDED,
                deviation(steps));
    }
}
