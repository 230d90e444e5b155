package dev.hearth.experiments;

import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.StatisticalCheck;
import dev.hearth.train.recipe.Budget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What there is to run at the budget evidence, and in which order: the claims that cost least to decide come
 * first. A claim is open where no outcome that is stored has decided it; an experiment without open claims is
 * not run. Its time is that of its stored runs, scaled, or where there is none an estimate ({@link WorkTimes}).
 *
 * <pre>{@code
 * static void run(Path results, ExperimentList list, Reproduction evidence) {
 *     evidence.run(Campaign.of(results, list).experiments());
 * }
 * }</pre>
 *
 * @param works in the order in which they are run
 */
public record Campaign(List<Work> works) {

    /** Above so many hours of a core, two days, work is marked as wanting a GPU. */
    private static final double PATIENCE = 48;

    /** Copies the list. */
    public Campaign {
        works = List.copyOf(works);
    }

    /**
     * One experiment.
     *
     * @param budget how much work it is meant to be
     * @param plan of that budget
     * @param open claims that it may decide, such as {@code ELU-2}
     * @param hours of a core; NaN where nothing tells it
     * @param estimated whether they are an estimate from the arithmetic of its nets, since no run on a
     *     CPU is known
     * @param gpuHours of a GPU, by what {@link WorkCost} assumes of one; NaN where the arithmetic is not known
     */
    public record Work(
            Experiment experiment,
            Budget budget,
            Plan plan,
            List<String> open,
            double hours,
            boolean estimated,
            double gpuHours) {

        /** Copies the list. */
        public Work {
            open = List.copyOf(open);
        }

        /** Whether there is something to run, and it is a later look than those that are stored, if any. */
        boolean adds(List<Outcome> outcomes) {
            return !plan.jobs().isEmpty()
                    && (outcomes.isEmpty() || plan.design().looks().follows());
        }

        /** One run shows nothing: where a budget has no more, it shows that the recipe runs. */
        boolean canDecide() {
            return plan.design().seeds() > 1;
        }

        /** By this they are ordered. */
        double hoursPerClaim() {
            return hours / open.size();
        }

        /** Whether a core would take more than two days, and a GPU is known to take less. */
        boolean wantsGpu() {
            return hours > PATIENCE && gpuHours < hours;
        }

        /** What a decision of a claim is likely to cost; empty where this does not ask for it. */
        String toDecide(ClaimCheck check) {
            Optional<ClaimCheck> asked =
                    plan.checks().stream()
                            .filter(each -> each instanceof StatisticalCheck)
                            .filter(each -> isSame(each.claim(), check.claim()))
                            .findFirst();
            if (asked.isEmpty()
                    || plan.jobs().isEmpty()
                    || check.claim().kind() == Claim.Kind.IDENTITY) {
                return "";
            }
            double effect = ((StatisticalCheck) asked.get()).detectable(plan.design());
            return "--experiment "
                    + experiment.name()
                    + " --budget "
                    + budget.word()
                    + ": "
                    + plan.jobs().size()
                    + " runs, "
                    + plan.design().seeds()
                    + " seeds, "
                    + time()
                    + (Double.isFinite(effect)
                            ? String.format(
                                    Locale.ROOT,
                                    "; sees a difference of %.1f standard deviations of pairs with 90 %%",
                                    effect)
                            : "");
        }

        /** The greatest of its open claims, of those of which it can be told. */
        private double effect() {
            return plan.checks().stream()
                    .filter(check -> open.contains(check.claim().id()))
                    .filter(check -> check.claim().kind() != Claim.Kind.IDENTITY)
                    .filter(check -> check instanceof StatisticalCheck)
                    .mapToDouble(check -> ((StatisticalCheck) check).detectable(plan.design()))
                    .filter(Double::isFinite)
                    .max()
                    .orElse(Double.NaN);
        }

        private String time() {
            return (Double.isNaN(hours)
                            ? "an unknown time of a core"
                            : String.format(
                                            Locale.ROOT,
                                            hours < 10 ? "about %.1f h" : "about %.0f h",
                                            hours)
                                    + " of a core"
                                    + (estimated ? " (an estimate: no run on a CPU is known)" : ""))
                    + (wantsGpu() ? "; GPU: " + gpuWords() : "");
        }

        private String gpuWords() {
            return String.format(
                    Locale.ROOT, gpuHours < 10 ? "about %.1f h" : "about %.0f h", gpuHours);
        }
    }

    /**
     * The campaign that follows from the outcomes below a folder.
     *
     * @throws dev.hearth.data.BadDataException if a file is no outcome
     */
    public static Campaign of(Path root, ExperimentList list) {
        Map<Experiment, List<Outcome>> all = outcomes(root, list);
        WorkTimes times = WorkTimes.of(all);
        List<Work> works = new ArrayList<>();
        all.forEach(
                (experiment, outcomes) -> {
                    Work work = work(experiment, outcomes, Budget.EVIDENCE, times, claim -> true);
                    if (!work.open().isEmpty() && work.canDecide() && work.adds(outcomes)) {
                        works.add(work);
                    }
                });
        works.sort(Comparator.comparingDouble(Work::hoursPerClaim));
        return new Campaign(works);
    }

    /**
     * What wants a GPU, the largest first: of the budget evidence, and of the paper's budget what no evidence is
     * planned for.
     *
     * @param available tells which data sets are; what wants others is left out
     */
    public static Campaign forGpu(Path root, ExperimentList list, Predicate<String> available) {
        Map<Experiment, List<Outcome>> all = outcomes(root, list);
        WorkTimes times = WorkTimes.of(all);
        List<Work> works = new ArrayList<>(of(root, list).works());
        List<Claim> asked =
                list.experiments().stream()
                        .flatMap(
                                each -> {
                                    Plan plan = each.plan(Budget.EVIDENCE, set -> true);
                                    return plan.jobs().isEmpty() || plan.design().seeds() < 2
                                            ? Stream.<Claim>empty()
                                            : statistical(plan);
                                })
                        .toList();
        all.forEach(
                (experiment, outcomes) -> {
                    Work work =
                            work(
                                    experiment,
                                    outcomes,
                                    Budget.PAPER,
                                    times,
                                    claim -> asked.stream().noneMatch(each -> isSame(each, claim)));
                    if (!work.open().isEmpty() && !work.plan().jobs().isEmpty()) {
                        works.add(work);
                    }
                });
        return new Campaign(
                works.stream()
                        .filter(Work::wantsGpu)
                        .filter(
                                work ->
                                        work.plan()
                                                .setting()
                                                .equals(
                                                        work.experiment()
                                                                .plan(work.budget(), available)
                                                                .setting()))
                        .sorted(Comparator.comparingDouble(Work::hours).reversed())
                        .toList());
    }

    private static Map<Experiment, List<Outcome>> outcomes(Path root, ExperimentList list) {
        Map<Experiment, List<Outcome>> all = new LinkedHashMap<>();
        for (Experiment experiment : list.experiments()) {
            all.put(
                    experiment,
                    OutcomeFiles.of(root, experiment).stream().map(Outcome::read).toList());
        }
        return all;
    }

    private static Stream<Claim> statistical(Plan plan) {
        return plan.checks().stream()
                .filter(check -> check instanceof StatisticalCheck)
                .map(ClaimCheck::claim)
                .filter(claim -> claim.kind() != Claim.Kind.IDENTITY);
    }

    /** What a budget asks of an experiment, without a look at what is open. */
    static Work planned(
            Experiment experiment, List<Outcome> outcomes, Budget budget, WorkTimes times) {
        Plan plan = experiment.plan(budget, set -> true);
        WorkTimes.Time time = times.of(experiment, plan, outcomes);
        return new Work(
                experiment,
                budget,
                plan,
                List.of(),
                time.hours(),
                time.estimated(),
                WorkCost.of(plan.jobs()).gpuHours());
    }

    private static Work work(
            Experiment experiment,
            List<Outcome> outcomes,
            Budget budget,
            WorkTimes times,
            Predicate<Claim> which) {
        Work work = planned(experiment, outcomes, budget, times);
        List<String> open =
                statistical(work.plan())
                        .filter(which)
                        .filter(
                                claim ->
                                        outcomes.stream()
                                                .noneMatch(of -> decides(experiment, of, claim)))
                        .map(Claim::id)
                        .toList();
        return new Work(
                experiment,
                budget,
                work.plan(),
                open,
                work.hours(),
                work.estimated(),
                work.gpuHours());
    }

    private static boolean decides(Experiment experiment, Outcome outcome, Claim claim) {
        Plan plan = outcome.plan(experiment);
        for (ClaimCheck check : plan.checks()) {
            if (isSame(check.claim(), claim)) {
                return plan.decide(check, outcome.evidence()).verdict().isDecision();
            }
        }
        return false;
    }

    private static boolean isSame(Claim one, Claim other) {
        return one.id().equals(other.id()) && one.statement().equals(other.statement());
    }

    /** The experiments, in order. */
    public List<Experiment> experiments() {
        return works.stream().map(Work::experiment).toList();
    }

    /** As a table for a terminal. */
    public String text() {
        StringBuilder text = new StringBuilder();
        String form = "%-26s %5s %6s %6s %8s %8s %6s  %s%n";
        text.append(
                String.format(
                        Locale.ROOT,
                        form,
                        "experiment",
                        "runs",
                        "seeds",
                        "sees",
                        "hours",
                        "a claim",
                        "GPU",
                        "open"));
        for (Work work : works) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            form,
                            work.experiment().name(),
                            work.plan().jobs().size(),
                            work.plan().design().seeds(),
                            number(work.effect()),
                            (work.estimated() ? "~" : "") + number(work.hours()),
                            number(work.hoursPerClaim()),
                            work.wantsGpu() ? number(work.gpuHours()) : "",
                            String.join(", ", work.open())));
        }
        double sum = works.stream().mapToDouble(Work::hours).filter(Double::isFinite).sum();
        double guessed =
                works.stream()
                        .filter(Work::estimated)
                        .mapToDouble(Work::hours)
                        .filter(Double::isFinite)
                        .sum();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%d claims open; %.0f hours of a core, of which %.0f (~) are estimated by the"
                                + " multiply-adds of nets of which no run on a CPU is known, at the rate of that"
                                + " which is most like them. What is seen with 90 %%: a difference of so many"
                                + " standard deviations of pairs, in each part of the claim with the most"
                                + " parts. GPU: hours of one, where a core would take more than two days;"
                                + " papers/gpu MINUTES runs these.%n",
                        works.stream().mapToInt(work -> work.open().size()).sum(),
                        sum,
                        guessed));
        return text.toString();
    }

    /** A line each for programs: budget, experiment, hours of a GPU. */
    public String lines() {
        StringBuilder lines = new StringBuilder();
        works.forEach(
                work ->
                        lines.append(
                                String.format(
                                        Locale.ROOT,
                                        "%s %s %.2f%n",
                                        work.budget().word(),
                                        work.experiment().name(),
                                        work.gpuHours())));
        return lines.toString();
    }

    private static String number(double hours) {
        return !Double.isFinite(hours) ? "?" : String.format(Locale.ROOT, "%.1f", hours);
    }
}
