package dev.hearth.experiments;

import dev.hearth.experiments.claim.Claim;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.StatisticalCheck;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.RunSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What there is to run at the budget evidence, and in which order: the claims that cost least to decide come
 * first. A claim is open where no outcome that is stored has decided it; an experiment without open claims is
 * not run. Its time is that of its earlier runs, by epochs and images.
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

    /** Training images of whole data sets; where a set is not here, as many as MNIST has. */
    private static final Map<String, Integer> WHOLE =
            Map.of("cifar-10", 50_000, "cifar-100", 50_000, "strokes", 20_000);

    private static final int OTHERS = 60_000;

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
     * @param hours of a core; NaN where no earlier run tells it
     */
    public record Work(
            Experiment experiment, Budget budget, Plan plan, List<String> open, double hours) {

        /** Copies the list. */
        public Work {
            open = List.copyOf(open);
        }

        /** Whether there is something to run, and it is a later look than those that are stored, if any. */
        boolean adds(List<Outcome> outcomes) {
            return !plan.jobs().isEmpty()
                    && (outcomes.isEmpty() || plan.design().looks().follows());
        }

        /** By this they are ordered. */
        double hoursPerClaim() {
            return hours / open.size();
        }

        /** What a decision of a claim is likely to cost; empty where this does not ask for it. */
        String toDecide(ClaimCheck check) {
            boolean asks =
                    check instanceof StatisticalCheck
                            && plan.checks().stream()
                                    .anyMatch(each -> isSame(each.claim(), check.claim()));
            return !asks || plan.jobs().isEmpty() || check.claim().kind() == Claim.Kind.IDENTITY
                    ? ""
                    : "--experiment "
                            + experiment.name()
                            + " --budget "
                            + budget.word()
                            + ": "
                            + plan.jobs().size()
                            + " runs, "
                            + plan.design().seeds()
                            + " seeds, "
                            + time()
                            + " of a core"
                            + (Double.isFinite(effect())
                                    ? String.format(
                                            Locale.ROOT,
                                            "; sees a difference of %.1f standard deviations of pairs with"
                                                    + " 90 %%",
                                            effect())
                                    : "");
        }

        /** In standard deviations of a difference, for a claim of one part. */
        private double effect() {
            return plan.design().detectable();
        }

        private String time() {
            return Double.isNaN(hours)
                    ? "an unknown time"
                    : String.format(
                            Locale.ROOT, hours < 10 ? "about %.1f h" : "about %.0f h", hours);
        }
    }

    /**
     * The campaign that follows from the outcomes below a folder.
     *
     * @throws dev.hearth.data.BadDataException if a file is no outcome
     */
    public static Campaign of(Path root, ExperimentList list) {
        List<Work> works = new ArrayList<>();
        for (Experiment experiment : list.experiments()) {
            List<Outcome> outcomes =
                    OutcomeFiles.of(root, experiment).stream().map(Outcome::read).toList();
            Work work = work(experiment, outcomes);
            if (!work.open().isEmpty() && work.adds(outcomes)) {
                works.add(work);
            }
        }
        works.sort(Comparator.comparingDouble(Work::hoursPerClaim));
        return new Campaign(works);
    }

    /** What a budget asks of an experiment, without a look at what is open. */
    static Work planned(Experiment experiment, List<Outcome> outcomes, Budget budget) {
        Plan plan = experiment.plan(budget, set -> true);
        return new Work(experiment, budget, plan, List.of(), hours(experiment, plan, outcomes));
    }

    private static Work work(Experiment experiment, List<Outcome> outcomes) {
        Work work = planned(experiment, outcomes, Budget.EVIDENCE);
        List<String> open =
                work.plan().checks().stream()
                        .filter(check -> check instanceof StatisticalCheck)
                        .map(ClaimCheck::claim)
                        .filter(claim -> claim.kind() != Claim.Kind.IDENTITY)
                        .filter(
                                claim ->
                                        outcomes.stream()
                                                .noneMatch(of -> decides(experiment, of, claim)))
                        .map(Claim::id)
                        .toList();
        return new Work(experiment, work.budget(), work.plan(), open, work.hours());
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

    private static double hours(Experiment experiment, Plan plan, List<Outcome> outcomes) {
        Map<String, Job> before = new HashMap<>();
        double seconds = 0;
        double done = 0;
        for (Outcome outcome : outcomes) {
            outcome.plan(experiment).jobs().forEach(job -> before.put(name(job), job));
            for (Outcome.ArmRun run : outcome.runs()) {
                Job job = before.get(run.arm() + " " + run.result().seed());
                if (job != null) {
                    seconds += run.result().seconds() * run.result().threads();
                    done += amount(job);
                }
            }
        }
        double planned = plan.jobs().stream().mapToDouble(Campaign::amount).sum();
        return done == 0 ? Double.NaN : seconds / done * planned / 3600;
    }

    private static String name(Job job) {
        return job.arm() + " " + job.seed();
    }

    private static double amount(Job job) {
        return job.effort()
                * job.spec().flatMap(RunSpec::images).map(images -> count(images.spec())).orElse(1);
    }

    private static int count(DatasetSpec spec) {
        return spec.training() > 0 ? spec.training() : WHOLE.getOrDefault(spec.set(), OTHERS);
    }

    /** The experiments, in order. */
    public List<Experiment> experiments() {
        return works.stream().map(Work::experiment).toList();
    }

    /** As a table for a terminal. */
    public String text() {
        StringBuilder text = new StringBuilder();
        String form = "%-26s %5s %6s %6s %8s %8s  %s%n";
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
                            number(work.hours()),
                            number(work.hoursPerClaim()),
                            String.join(", ", work.open())));
        }
        double sum = works.stream().mapToDouble(Work::hours).filter(Double::isFinite).sum();
        return text.append(
                        String.format(
                                Locale.ROOT,
                                "%d claims open; %.0f hours of a core where they are known. What a claim of one"
                                        + " part sees with 90 %%: a difference of so many standard deviations of"
                                        + " its pairs.%n",
                                works.stream().mapToInt(work -> work.open().size()).sum(),
                                sum))
                .toString();
    }

    private static String number(double hours) {
        return !Double.isFinite(hours) ? "?" : String.format(Locale.ROOT, "%.1f", hours);
    }
}
