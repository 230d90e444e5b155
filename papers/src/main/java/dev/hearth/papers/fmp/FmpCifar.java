package dev.hearth.papers.fmp;

import dev.hearth.data.Augmentation;
import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.ReportedError;
import dev.hearth.train.metric.RepeatedError;
import dev.hearth.train.metric.Statistics;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.fmp.FmpNet;
import dev.hearth.zoo.fmp.FmpNets;
import dev.hearth.zoo.fmp.FmpNets.Halving;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A small net on CIFAR-10 (Graham 2014, §3.4): against other poolings, and random against
 * pseudorandom regions with dropout and augmentation. The paper's net of 94×94 is trained at {@code
 * paper} alone.
 */
public final class FmpCifar extends PaperExperiment {

    private static final String SET = "cifar-10";
    private static final int NARROW = 12;
    private static final String REGULARISED = " regularised";
    private static final String MP2 = "MP2";
    private static final String MP3 = "MP3 stride 2";
    private static final String SP2 = "SP2";

    public FmpCifar() {
        super(
                "fmp/cifar-10",
                "a small net against other poolings; random regions with dropout and augmentation");
    }

    private static Map<String, FmpNet> nets(Budget budget) {
        Map<String, FmpNet> nets = new LinkedHashMap<>();
        boolean small = budget != Budget.PAPER;
        for (RegionKind mode :
                List.of(RegionKind.PSEUDO_OVERLAPPING, RegionKind.RANDOM_OVERLAPPING)) {
            FmpNet net =
                    small
                            ? FmpNets.mnist(NARROW, mode.windows(), mode.draw())
                            : FmpNets.cifar10().drawing(mode.windows(), mode.draw());
            if (budget != Budget.EVIDENCE) {
                nets.put(mode.arm(), net.dropping(0));
            }
            nets.put(mode.arm() + REGULARISED, net.dropping(0.5));
        }
        if (small && budget != Budget.EVIDENCE) {
            nets.put(MP2, FmpNets.halving(NARROW, Halving.MP2, 10));
            nets.put(MP3, FmpNets.halving(NARROW, Halving.MP3_STRIDE_2, 10));
            nets.put(SP2, FmpNets.halving(NARROW, Halving.SP2, 10));
        }
        return nets;
    }

    private static List<Integer> counts(Budget budget) {
        return RepeatedError.doubling(budget == Budget.PAPER ? 100 : 12, 12);
    }

    Recipe recipe(String arm, Budget budget) {
        FmpNet net = nets(budget).get(arm);
        String name = name() + "/" + arm;
        // The shift keeps its share of the field: 16 of 94 pixels, of which 62 are empty.
        List<Augmentation> augmentation =
                arm.endsWith(REGULARISED)
                        ? FmpRecipes.augmentation(budget == Budget.PAPER ? 16 : 2)
                        : List.of();
        return budget == Budget.PAPER
                ? FmpRecipes.published(name, net, SET, 50, 810, 0.005, augmentation)
                : FmpRecipes.reduced(
                        name,
                        net,
                        SET,
                        budget == Budget.EVIDENCE
                                ? new FmpRecipes.Length(
                                        new DatasetSpec(SET, 0, 0), 50, 60, 0.02, 0.06)
                                : FmpRecipes.length(
                                        SET,
                                        budget,
                                        new int[] {100, 100},
                                        new int[] {10_000, 4_000},
                                        8),
                        augmentation);
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        if (!available.test(SET)) {
            return Plan.absent(SET, checks(budget, "data not available"));
        }
        int seeds = Budgets.pick(budget, 1, 3, 8, 3);
        List<Job> jobs =
                TrainingJob.all(
                        seeds,
                        nets(budget).keySet(),
                        budget,
                        FmpRecipes.tests(counts(budget)),
                        arm -> recipe(arm, budget));
        Recipe one = recipe(RegionKind.RANDOM_OVERLAPPING.arm() + REGULARISED, budget);
        String deviation =
                budget == Budget.PAPER
                        ? "augmentation in the last 10 epochs too"
                        : Phrase.of(
                                one,
                                "(12nC2−FMP√2)₆ in 36×36 instead of (160nC2−FMP∛2)₁₂ in 94×94, {}"
                                        + " images, {epochs} epochs, shifts of 2 pixels instead of 16",
                                one.corpus().value().training() == 0
                                        ? "all"
                                        : one.corpus().value().training());
        Plan plan =
                new Plan(
                        Phrase.of(
                                one,
                                "{}, {model}, {optimizer}, {rate}, batch {batch}, {epochs} epochs, {} seeds;"
                                        + " regularised: dropout 0 to 0.5, affine and colour augmentation",
                                SET,
                                seeds),
                        deviation,
                        jobs,
                        checks(budget, deviation),
                        List.of(
                                CurveFigure.linear(
                                        "training-loss",
                                        "Training cross-entropy",
                                        "trainLoss",
                                        "nats"),
                                new TestsFigure(
                                        "tests",
                                        "Averaged tests, CIFAR-10",
                                        "averagedError",
                                        counts(budget))));
        return budget == Budget.EVIDENCE ? plan.look(2, 2, 0) : plan;
    }

    private static ClaimCheck underfitting(FmpChecks ask) {
        return ask.underfitting(
                RegionKind.PSEUDO_OVERLAPPING.arm() + REGULARISED,
                RegionKind.RANDOM_OVERLAPPING.arm() + REGULARISED);
    }

    private static List<ClaimCheck> checks(Budget budget, String deviation) {
        FmpChecks ask = new FmpChecks(90, deviation);
        String random = RegionKind.RANDOM_OVERLAPPING.arm();
        String pseudorandom = RegionKind.PSEUDO_OVERLAPPING.arm();
        List<String> best = List.of(pseudorandom, random);
        if (budget == Budget.EVIDENCE) {
            return List.of(underfitting(ask));
        }
        if (budget == Budget.PAPER) {
            return List.of(ask.repeatsHelp(best), underfitting(ask), printed(deviation));
        }
        return List.of(
                ask.beats(FmpClaims.POOLINGS_ONCE, best, List.of(MP2, MP3, SP2), 1),
                ask.beats(FmpClaims.POOLINGS_REPEATED, best, List.of(MP2, MP3, SP2), 12),
                ask.repeatsHelp(best),
                underfitting(ask),
                FmpClaims.CIFAR_10.untested(
                        FmpCifar::text,
                        "budget: a small net on a part of the images; fmp/scale builds the paper's"));
    }

    private static ClaimCheck printed(String deviation) {
        return new ReportedError(
                FmpClaims.CIFAR_10,
                RegionKind.PSEUDO_OVERLAPPING.arm() + REGULARISED,
                List.of(new ReportedError.Goal("100 tests", FmpChecks.averaged(100), 3.47)),
                10_000,
                ReportedError.Training.FULL,
                deviation);
    }

    private static String text(Evidence evidence) {
        List<String> parts = new ArrayList<>();
        for (String arm : evidence.arms()) {
            double[] errors = evidence.values(arm, trial -> trial.metric(FmpChecks.averaged(12)));
            if (Arrays.stream(errors).allMatch(Double::isFinite)) {
                parts.add(
                        String.format(
                                Locale.ROOT, "%s %.1f %%", arm, Statistics.of(errors).mean()));
            }
        }
        return parts.isEmpty()
                ? "not run"
                : "the small variant with 12 tests: " + String.join(", ", parts);
    }
}
