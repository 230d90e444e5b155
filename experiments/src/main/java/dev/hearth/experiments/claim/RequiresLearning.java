package dev.hearth.experiments.claim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A check that speaks only where its runs have learned something: nets that are no better than a guess
 * without looking cannot tell which of them learns better, and nets that are far from their end cannot
 * refute. Conditions are named before the first run; if a run does not meet them, the verdict is
 * inconclusive, whatever the order of the figures. A run that diverged has been trained: it counts as it is.
 *
 * @param check what is asked
 * @param arms whose runs must have learned
 * @param toDecide what every run must meet for any decision
 * @param toRefute what every run must meet besides for a refutation
 */
public record RequiresLearning(
        ClaimCheck check, List<String> arms, List<Condition> toDecide, List<Condition> toRefute)
        implements StatisticalCheck {

    /** How far below a guess a training loss is clearly below it. */
    public static final double CLEARLY = 0.9;

    /**
     * A figure of a run that must be below a bound.
     *
     * @param name of the figure, for people
     * @param figure taken from each run, falling with learning
     * @param bound such as what a guess without looking has
     */
    public record Condition(String name, ToDoubleFunction<Trial> figure, double bound) {

        /** A metric below a bound. */
        public static Condition below(String name, String metric, double bound) {
            return new Condition(name, trial -> trial.metric(metric), bound);
        }

        /** A test error below a bound in percent, above which a net is too young to refute. */
        public static Condition testError(double percent) {
            return below("the test error, in percent,", "testError", percent);
        }

        /** A training cross-entropy that is clearly below that of a guess among so many classes. */
        public static Condition trained(int classes) {
            return below("the training loss", "trainLoss", CLEARLY * Math.log(classes));
        }

        private List<String> unmet(Evidence evidence, List<String> arms) {
            return arms.stream()
                    .filter(
                            arm ->
                                    evidence.of(arm).stream()
                                            .filter(trial -> !trial.diverged())
                                            .mapToDouble(figure)
                                            .anyMatch(value -> !(value < bound)))
                    .toList();
        }
    }

    /** Copies the lists. */
    public RequiresLearning {
        arms = List.copyOf(arms);
        toDecide = List.copyOf(toDecide);
        toRefute = List.copyOf(toRefute);
    }

    /** Where each run's figure is below that of a guess without looking. */
    public RequiresLearning(
            ClaimCheck check,
            List<String> arms,
            ToDoubleFunction<Trial> figure,
            double guess,
            String name) {
        this(check, arms, List.of(new Condition(name, figure, guess)), List.of());
    }

    /** The same with one more condition of any decision. */
    public RequiresLearning and(Condition condition) {
        return new RequiresLearning(check, arms, added(toDecide, condition), toRefute);
    }

    /** The same with one more condition of a refutation. */
    public RequiresLearning toRefute(Condition condition) {
        return new RequiresLearning(check, arms, toDecide, added(toRefute, condition));
    }

    private static List<Condition> added(List<Condition> conditions, Condition one) {
        List<Condition> all = new ArrayList<>(conditions);
        all.add(one);
        return all;
    }

    @Override
    public Claim claim() {
        return check.claim();
    }

    @Override
    public double detectable(Design design) {
        return check instanceof StatisticalCheck of
                ? of.detectable(design)
                : Double.POSITIVE_INFINITY;
    }

    @Override
    public Finding judge(Evidence evidence, Design design) {
        Finding finding = check.judge(evidence, design);
        if (!finding.verdict().isDecision()) {
            return finding;
        }
        String untrained = unmet(toDecide, evidence);
        if (!untrained.isEmpty()) {
            return open(finding, "not trained enough to tell: " + untrained);
        }
        String early = finding.verdict() == Verdict.REFUTED ? unmet(toRefute, evidence) : "";
        return early.isEmpty() ? finding : open(finding, "not trained enough to refute: " + early);
    }

    private static Finding open(Finding finding, String why) {
        return finding.with(Verdict.INCONCLUSIVE, why + "; " + finding.why());
    }

    private String unmet(List<Condition> conditions, Evidence evidence) {
        return conditions.stream()
                .flatMap(
                        condition -> {
                            List<String> idle = condition.unmet(evidence, arms);
                            return idle.isEmpty()
                                    ? Stream.<String>empty()
                                    : Stream.of(
                                            String.format(
                                                    Locale.ROOT,
                                                    "%s of %s is not below %s",
                                                    condition.name(),
                                                    String.join(", ", idle),
                                                    Ranking.number(condition.bound())));
                        })
                .collect(Collectors.joining(", "));
    }
}
