package dev.hearth.papers.fmp;

import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.ReportedError;
import dev.hearth.train.metric.RepeatedError;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.zoo.fmp.FmpNet;
import dev.hearth.zoo.fmp.FmpNets;
import dev.hearth.zoo.fmp.FmpNets.Halving;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The four kinds of regions on MNIST with up to 100 tests (Graham 2014, table 1), and nets of the
 * same size with other poolings.
 */
public final class FmpMnist extends PaperExperiment {

    /** Filters a step of the narrow net; 32 in the paper. */
    static final int NARROW = 8;

    /** The k at which one convolution a level costs what the narrow net costs. */
    static final int SHALLOW = 13;

    /** Twice the 0.5 % that random overlapping regions have in table 1 with one test. */
    static final double ENOUGH = 1;

    private static final String MP2 = "MP2";
    private static final String MP2_SHALLOW = "MP2 shallow";
    private static final String MP3 = "MP3 stride 2";
    private static final String SP2 = "SP2";
    private static final List<String> WHOLE = List.of(MP2, MP2_SHALLOW, MP3, SP2);

    public FmpMnist() {
        super(
                "fmp/mnist",
                "four kinds of regions, 1 to 100 tests, and other poolings at equal size");
    }

    private static Map<String, FmpNet> nets(Budget budget) {
        int k = budget == Budget.PAPER ? 32 : NARROW;
        Map<String, FmpNet> nets = new LinkedHashMap<>();
        for (RegionKind mode : RegionKind.ALL) {
            nets.put(mode.arm(), FmpNets.mnist(k, mode.windows(), mode.draw()));
        }
        nets.put(MP2, FmpNets.halving(k, Halving.MP2, 10));
        nets.put(MP2_SHALLOW, FmpNets.shallow(k * SHALLOW / NARROW, 10));
        nets.put(MP3, FmpNets.halving(k, Halving.MP3_STRIDE_2, 10));
        nets.put(SP2, FmpNets.halving(k, Halving.SP2, 10));
        return nets;
    }

    private static List<Integer> counts(Budget budget) {
        return RepeatedError.doubling(budget == Budget.SMOKE ? 12 : 100, 12);
    }

    Recipe recipe(String arm, String set, Budget budget) {
        FmpNet net = nets(budget).get(arm);
        String name = name() + "/" + arm;
        return budget == Budget.PAPER
                ? FmpRecipes.published(name, net, set, 100, 410, 0.01, List.of())
                : FmpRecipes.reduced(
                        name,
                        net,
                        set,
                        budget == Budget.EVIDENCE
                                ? new FmpRecipes.Length(
                                        new DatasetSpec(set, 0, 0), 50, 30, 0.02, 0.1)
                                : FmpRecipes.length(
                                        set,
                                        budget,
                                        new int[] {250, 100},
                                        new int[] {12_000, 2_500},
                                        7),
                        List.of());
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        String set = Budgets.digits(available);
        int seeds = Budgets.pick(budget, 1, 3, 10, 3);
        List<Job> jobs =
                TrainingJob.all(
                        seeds,
                        nets(budget).keySet(),
                        budget,
                        FmpRecipes.tests(counts(budget)),
                        arm -> recipe(arm, set, budget));
        Recipe one = recipe(RegionKind.RANDOM_OVERLAPPING.arm(), set, budget);
        String less =
                budget == Budget.EVIDENCE
                        ? "k = " + NARROW + " and {epochs} epochs instead of 32"
                        : "k = "
                                + NARROW
                                + ", {images} images and {epochs} epochs instead of 32 and 60000";
        String deviation =
                Phrase.joined(
                        Phrase.standIn(set, "mnist"),
                        budget == Budget.PAPER ? "" : Phrase.of(one, less));
        Plan plan =
                new Plan(
                        Phrase.of(
                                one,
                                "{}, {corpus}, (k·nC2−FMP√2)₆−C2−C1, regions by the author's code, {optimizer},"
                                        + " {rate}, batch {batch}, {epochs} epochs, {} seeds; errors after n"
                                        + " tests are means over groups that share no test",
                                set,
                                seeds),
                        deviation,
                        jobs,
                        checks(budget, deviation),
                        List.of(
                                new TestsFigure(
                                        "tests", "Averaged tests", "averagedError", counts(budget)),
                                new TestsFigure(
                                        "votes", "Voting tests", "votedError", counts(budget)),
                                CurveFigure.logarithmic(
                                        "training-loss",
                                        "Training cross-entropy",
                                        "trainLoss",
                                        "nats")));
        return budget == Budget.EVIDENCE ? plan.look(2, 2, 0) : plan;
    }

    private static List<ClaimCheck> checks(Budget budget, String deviation) {
        FmpChecks ask = new FmpChecks(90, ENOUGH, deviation);
        List<String> modes = RegionKind.ALL.stream().map(RegionKind::arm).toList();
        List<String> best =
                List.of(RegionKind.PSEUDO_OVERLAPPING.arm(), RegionKind.RANDOM_OVERLAPPING.arm());
        List<ClaimCheck> checks = new ArrayList<>();
        checks.add(ask.overlapping());
        checks.add(ask.pseudorandomOnce());
        checks.add(ask.randomRepeated());
        checks.add(ask.repeatsHelp(modes));
        checks.add(ask.firstRepeatsMost(modes));
        checks.add(ask.manyRepeatsStillHelp(modes));
        checks.add(ask.beats(FmpClaims.POOLINGS_ONCE, best, WHOLE, 1));
        checks.add(ask.beats(FmpClaims.POOLINGS_REPEATED, best, WHOLE, 12));
        if (budget == Budget.PAPER) {
            checks.add(
                    FmpLong.printed(
                            RegionKind.RANDOM_OVERLAPPING.arm(),
                            ReportedError.Training.FULL,
                            deviation));
        }
        return checks;
    }
}
