package dev.hearth.papers.weightnorm;

import static dev.hearth.train.recipe.Origin.ours;
import static dev.hearth.train.recipe.Origin.paper;

import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.CurveFigure;
import dev.hearth.experiments.Figure;
import dev.hearth.experiments.Job;
import dev.hearth.experiments.PaperExperiment;
import dev.hearth.experiments.Phrase;
import dev.hearth.experiments.Plan;
import dev.hearth.experiments.TrainingJob;
import dev.hearth.experiments.ValidatedJob;
import dev.hearth.optim.Adam;
import dev.hearth.optim.EpsilonPlacement;
import dev.hearth.optim.schedule.EpochRounding;
import dev.hearth.optim.schedule.LinearToZero;
import dev.hearth.optim.schedule.StepSchedule;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Momentum;
import dev.hearth.train.recipe.Origin;
import dev.hearth.train.recipe.ParameterStart;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Five ways to normalise on CIFAR-10 (Salimans and Kingma 2016, §5.1, fig. 1 and table 3), and three
 * variants: g = eˢ, a limit on ‖v‖, and the other reading of the net without normalisation. Weight
 * norm and plain weights at several learning rates.
 *
 * <p>The training error is that of a fixed part of the training images after each epoch, without
 * dropout and noise; the paper's is the running one of the epoch, with both.
 */
public final class WeightNormCifar10 extends PaperExperiment {

    private static final String SET = "cifar-10";

    /** What the paper tried, §5.1; {@link #SHARED} is where all arms are compared. */
    private static final List<Double> RATES = List.of(3e-4, 1e-3, 3e-3, 1e-2);

    /** The rate of all arms. */
    static final double SHARED = 3e-3;

    /** At budget evidence each variant has its own best of these, and all training images but those kept. */
    private static final List<Double> TUNED = RATES.subList(1, 4);

    /** At budget evidence: below, about and above where most ‖v‖ begin at quarter width, 0.26 to 1.04. */
    private static final List<Double> LIMITS = List.of(0.5, VariantAtRate.LIMIT, 2.0);

    public WeightNormCifar10() {
        super(
                "weightnorm/cifar-10",
                "plain weights, batch norm, weight norm, mean-only batch norm, CIFAR-10");
    }

    private static int seeds(Budget budget) {
        return Budgets.pick(budget, 1, 3, 6, 3);
    }

    /** In the order in which they run: what compares the five comes first. */
    private static List<VariantAtRate> arms(Budget budget) {
        List<VariantAtRate> arms = new ArrayList<>();
        if (budget == Budget.EVIDENCE) {
            for (double rate : TUNED) {
                methods().forEach(each -> arms.add(each.at(rate)));
            }
            return arms;
        }
        for (VariantAtRate.Kind kind : VariantAtRate.Kind.values()) {
            arms.add(new VariantAtRate(kind, SHARED));
        }
        if (budget == Budget.SMOKE) {
            return arms.subList(0, 6);
        }
        for (double rate : RATES) {
            if (rate == SHARED || budget != Budget.PAPER && rate < 1e-3) {
                continue;
            }
            List<VariantAtRate.Kind> kinds =
                    budget == Budget.PAPER
                            ? List.of(VariantAtRate.Kind.values())
                            : List.of(VariantAtRate.Kind.PLAIN, VariantAtRate.Kind.WEIGHT_NORM);
            kinds.forEach(kind -> arms.add(new VariantAtRate(kind, rate)));
        }
        return arms;
    }

    /** What is tuned at budget evidence; each at the shared rate. */
    private static List<VariantAtRate> methods() {
        List<VariantAtRate> methods = new ArrayList<>();
        for (VariantAtRate.Kind kind : VariantAtRate.Kind.values()) {
            if (kind == VariantAtRate.Kind.LIMITED) {
                LIMITS.forEach(limit -> methods.add(new VariantAtRate(kind, SHARED, limit)));
            } else if (kind != VariantAtRate.Kind.PLAIN_FOLDED) {
                methods.add(new VariantAtRate(kind, SHARED));
            }
        }
        return methods;
    }

    /** The arms of each tuned method, by rate; none at other budgets, where all have one rate. */
    private static Map<String, List<String>> settings(Budget budget) {
        Map<String, List<String>> settings = new LinkedHashMap<>();
        if (budget == Budget.EVIDENCE) {
            methods()
                    .forEach(
                            method ->
                                    settings.put(
                                            method.method(),
                                            TUNED.stream()
                                                    .map(rate -> method.at(rate).name(SHARED))
                                                    .toList()));
        }
        return settings;
    }

    private Recipe recipe(VariantAtRate arm, Budget budget) {
        boolean whole = budget == Budget.PAPER;
        int epochs = Budgets.pick(budget, 1, 10, 100, 200);
        int half = Math.max(1, epochs / 2);
        int batch = 100;
        Origin ofBudget = whole ? paper("§5.1; code, train.py") : ours("budget");
        return Recipe.named(name() + "/" + arm.name(SHARED))
                .corpus(
                        Budgets.part(
                                budget == Budget.EVIDENCE ? ValidatedJob.SET : SET,
                                budget,
                                new int[] {600, 500},
                                new int[] {10_000, 2_000},
                                new int[2]),
                        whole ? paper("§5.1") : ours("budget"))
                .preparation(
                        new Preprocessing.ScaledAndWhitened(1e-5),
                        paper("code, train.py: (x − 127.5)/128; nn.py: ZCA with 1e-5"))
                .augment(List.of(), paper("§5.1: none"))
                .model(
                        arm.net(whole ? 1 : 4),
                        whole ? paper("table 2; code, nn.py") : ours("quarter width: budget"))
                .optimizer(
                        new Adam(0.9, 0.999, 1e-8, EpsilonPlacement.INSIDE_ROOT),
                        paper("§5.1; code, nn.py: adam_updates"))
                .momentum(
                        whole
                                ? new Momentum.Scheduled(
                                        StepSchedule.bySteps(0.9)
                                                .then((long) half * 50_000 / batch, 0.5))
                                : new Momentum.OfOptimizer(),
                        whole
                                ? paper("§5.1: β₁ 0.5 in the second half")
                                : ours(
                                        "0.9 throughout: 0.5 from the middle on throws nets without"
                                                + " batch norm off where that is step 500 instead of"
                                                + " 50,000"))
                .rate(
                        epochs > 1
                                ? new LinearToZero(
                                        arm.rate(), half, epochs, EpochRounding.STAIRCASE)
                                : new LinearToZero(arm.rate(), 1, 2, EpochRounding.STAIRCASE),
                        paper(
                                "§5.1: constant for one half, then linear to 0; rates tried: "
                                        + RATES))
                .start(
                        arm.kind().startsFromImages()
                                ? new ParameterStart.FromImages(500, true)
                                : new ParameterStart.AsDrawn(),
                        paper("code, train.py: 500 images, noise at work"))
                .batch(batch, paper("code, train.py"))
                .epochs(epochs, ofBudget)
                .build();
    }

    @Override
    public Plan plan(Budget budget, Predicate<String> available) {
        if (!available.test(SET)) {
            return Plan.absent(
                    SET, CifarChecks.of("data not available", rates(budget), settings(budget)));
        }
        Map<String, VariantAtRate> arms = new LinkedHashMap<>();
        arms(budget).forEach(arm -> arms.put(arm.name(SHARED), arm));
        List<Job> jobs =
                TrainingJob.all(
                        seeds(budget),
                        arms.keySet(),
                        budget,
                        List.of(),
                        arm -> recipe(arms.get(arm), budget));
        if (budget == Budget.EVIDENCE) {
            jobs = ValidatedJob.all(jobs);
        }
        Recipe one = recipe(new VariantAtRate(VariantAtRate.Kind.WEIGHT_NORM, SHARED), budget);
        boolean whole = budget == Budget.PAPER;
        String deviation =
                whole
                        ? ""
                        : Phrase.of(
                                one,
                                budget == Budget.EVIDENCE
                                        ? "quarter width, 45000 images, {epochs} epochs and {} seeds"
                                                + " instead of full width, 50000 and 200, β₁ 0.9"
                                                + " throughout; each at the best of three rates on the"
                                                + " 5000 training images that were kept"
                                        : "quarter width, {images} images, {epochs} epochs and {} seeds"
                                                + " instead of full width, 50000 and 200, β₁ 0.9"
                                                + " throughout: order only",
                                seeds(budget));
        Plan plan =
                new Plan(
                                Phrase.of(
                                        one,
                                        "{} width, ZCA 1e-5, noise 0.15, dropout 0.5, Adam (β₁ 0.9{}), rate {}"
                                                + " and others, constant for one half, then linear to 0, batch"
                                                + " {batch}, {epochs} epochs, {} seeds",
                                        whole ? "full" : "quarter",
                                        whole ? ", then 0.5" : "",
                                        SHARED,
                                        seeds(budget)),
                                deviation,
                                jobs,
                                CifarChecks.of(deviation, rates(budget), settings(budget)),
                                pictures())
                        .diverging(
                                arms(budget).stream()
                                        .filter(arm -> arm.rate() > SHARED)
                                        .map(arm -> arm.name(SHARED))
                                        .toList());
        return budget == Budget.EVIDENCE ? plan.look(2, 2, 0) : plan;
    }

    /** Above the shared one, where plain weights and weight norm are compared. */
    private static List<Double> rates(Budget budget) {
        return budget == Budget.SMOKE
                ? List.of()
                : RATES.stream().filter(rate -> rate > SHARED).toList();
    }

    private static List<Figure> pictures() {
        List<String> variants =
                List.of("plain", "plain, scale in weights", "WN", "WN exp", "WN limited");
        String training = "Training error of ";
        return List.of(
                probe("training-error", training + "the five").only(CifarChecks.FIVE::contains),
                CurveFigure.linear(
                                "training-loss",
                                "Training cross-entropy of the five, with dropout and noise",
                                "trainLoss",
                                "nats")
                        .only(CifarChecks.FIVE::contains),
                CurveFigure.linear("test-error", "Test error of the five", "testError", "%")
                        .only(CifarChecks.FIVE::contains),
                probe("rates", training + "plain weights and weight norm at several rates")
                        .only(arm -> arm.matches("(plain|WN)( [0-9].*)?")),
                probe("variants", training + "variants").only(variants::contains));
    }

    private static CurveFigure probe(String word, String title) {
        return CurveFigure.linear(word, title, "probeError", "%");
    }
}
