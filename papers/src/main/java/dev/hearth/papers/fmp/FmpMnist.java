package dev.hearth.papers.fmp;

import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.claim.Check;
import dev.hearth.experiments.claim.ReportedError;
import dev.hearth.train.metric.RepeatedError;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.task.PostTrainingMetric;
import dev.hearth.train.task.RepeatedTest;
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
public record FmpMnist() implements Experiment {

    /** Filters a step of the narrow net; 32 in the paper. */
    static final int NARROW = 8;

    /** The k at which one convolution a level costs what the narrow net costs. */
    static final int SHALLOW = 13;

    private static final String MP2 = "MP2";
    private static final String MP2_SHALLOW = "MP2 shallow";
    private static final String MP3 = "MP3 stride 2";
    private static final String SP2 = "SP2";
    private static final List<String> WHOLE = List.of(MP2, MP2_SHALLOW, MP3, SP2);

    @Override
    public String name() {
        return "fmp/mnist";
    }

    @Override
    public String about() {
        return "four kinds of regions, 1 to 100 tests, and other poolings at equal size";
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
        return switch (budget) {
            case SMOKE ->
                    FmpRecipes.reduced(
                            name,
                            net,
                            set,
                            new FmpRecipes.Length(new DatasetSpec(set, 250, 100), 25, 1, 0.02, 0.2),
                            List.of());
            case SHORT ->
                    FmpRecipes.reduced(
                            name,
                            net,
                            set,
                            new FmpRecipes.Length(
                                    new DatasetSpec(set, 12_000, 2_500), 50, 7, 0.02, 0.2),
                            List.of());
            case PAPER -> FmpRecipes.published(name, net, set, 100, 410, 0.01, List.of());
        };
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        String set = available.test("mnist") ? "mnist" : "strokes";
        int seeds = budget == Budget.SMOKE ? 1 : 3;
        List<PostTrainingMetric> probes =
                List.of(new RepeatedTest(counts(budget), 0, RepeatedTest.Beginning.ONCE));
        List<Job> jobs =
                TrainingJob.all(
                        seeds,
                        nets(budget).keySet(),
                        budget,
                        probes,
                        arm -> recipe(arm, set, budget));
        Recipe one = recipe(RegionKind.RANDOM_OVERLAPPING.arm(), set, budget);
        List<String> parts = new ArrayList<>();
        if (!set.equals("mnist")) {
            parts.add("strokes stands in for mnist");
        }
        if (budget != Budget.PAPER) {
            parts.add(
                    "k = "
                            + NARROW
                            + ", "
                            + one.corpus().value().training()
                            + " images and "
                            + one.epochs().value()
                            + " epochs instead of 32 and 60000");
        }
        String deviation = String.join("; ", parts);
        return new Plan(
                set
                        + ", "
                        + one.corpus().value()
                        + ", (k·nC2−FMP√2)₆−C2−C1, regions by the author's code, "
                        + one.optimizer().value()
                        + ", "
                        + one.rate().value()
                        + ", batch "
                        + one.batch().value()
                        + ", "
                        + one.epochs().value()
                        + " epochs, "
                        + seeds
                        + " seeds; errors after n tests are means over groups that share no test",
                deviation,
                jobs,
                checks(budget, deviation),
                List.of(
                        new TestsFigure("tests", "Averaged tests", "averagedError", counts(budget)),
                        new TestsFigure("votes", "Voting tests", "votedError", counts(budget)),
                        new CurveFigure(
                                "training-loss",
                                "Training cross-entropy",
                                "trainLoss",
                                "nats",
                                CurveFigure.Axis.LOGARITHMIC)));
    }

    private static List<Check> checks(Budget budget, String deviation) {
        FmpChecks ask = new FmpChecks(90, deviation);
        List<String> modes = RegionKind.ALL.stream().map(RegionKind::arm).toList();
        List<String> best =
                List.of(RegionKind.PSEUDO_OVERLAPPING.arm(), RegionKind.RANDOM_OVERLAPPING.arm());
        List<Check> checks =
                new ArrayList<>(
                        List.of(
                                ask.overlapping(),
                                ask.pseudorandomOnce(),
                                ask.randomRepeated(),
                                ask.repeatsHelp(modes),
                                ask.firstRepeatsMost(modes),
                                ask.manyRepeatsStillHelp(modes),
                                ask.beats(FmpClaims.POOLINGS_ONCE, best, WHOLE, 1),
                                ask.beats(FmpClaims.POOLINGS_REPEATED, best, WHOLE, 12)));
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
