package dev.hearth.experiments;

import dev.hearth.data.BadDataException;
import dev.hearth.data.CancelledException;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.train.DivergedException;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.dataset.UnreadableDatasetException;
import dev.hearth.train.log.Display;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.run.FolderLock;
import dev.hearth.train.run.ProgressListener;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The main job: does experiments at a budget and lays what was measured beside what the papers say.
 *
 * <p>Every run has a folder, {@code OUT/EXPERIMENT/ARM/SEED}; a run that is done is not done again,
 * one that was interrupted goes on, and one that another process is at is left to it, so that several
 * processes may share the work of one folder. Outcomes and pictures go to {@code OUT/PAPER/results}, the card
 * to {@code OUT/PAPER/CARD.md}.
 */
public final class Reproduction {

    private final Run.Place place;
    private final Budget budget;
    private final Path out;
    private final ExperimentList list;
    private final Display display;
    private final PrintStream screen;

    /**
     * A reproduction.
     *
     * @param out the folder of all results
     * @param list all experiments of the papers, for their cards
     * @param screen where progress is shown
     */
    public Reproduction(
            Run.Place place,
            Budget budget,
            Path out,
            ExperimentList list,
            Display display,
            PrintStream screen) {
        this.place = place;
        this.budget = budget;
        this.out = out;
        this.list = list;
        this.display = display;
        this.screen = screen;
    }

    /** One experiment with what there is to do, and how fast that goes. */
    private record Planned(Experiment experiment, Plan plan, JobRate rate) {}

    /**
     * Runs experiments one after another. An outcome names the jobs that failed; the others are
     * done all the same.
     *
     * @throws BadDataException if nothing can be written to the folder
     * @throws UnreadableDatasetException if a file of a data set is damaged, at once
     */
    public List<Outcome> run(List<Experiment> experiments) {
        try {
            Files.createDirectories(out);
        } catch (IOException failure) {
            throw AtomicFile.unwritable(out, failure);
        }
        List<Planned> planned = experiments.stream().map(this::planned).toList();
        List<JobRate> rates = planned.stream().map(Planned::rate).toList();
        List<Outcome> outcomes = new ArrayList<>();
        for (Planned next : planned) {
            outcomes.add(experiment(next, rates));
        }
        experiments.stream()
                .map(Experiment::paperWord)
                .distinct()
                .forEach(paper -> card(paper, experiments));
        return outcomes;
    }

    private Planned planned(Experiment experiment) {
        Plan plan = experiment.plan(budget, place.datasets()::has);
        JobRate rate =
                new JobRate(
                        plan.jobs(), index -> isDone(folder(experiment, plan.jobs().get(index))));
        return new Planned(experiment, plan, rate);
    }

    private static boolean isDone(Path folder) {
        return Files.exists(folder.resolve("result.json"));
    }

    private Outcome experiment(Planned planned, List<JobRate> rates) {
        Experiment experiment = planned.experiment();
        Plan plan = planned.plan();
        screen.println();
        screen.println(experiment.name() + ": " + experiment.about());
        screen.println("  " + plan.setting());
        int before = planned.rate().jobsDoneBefore();
        if (before > 0) {
            screen.println("  " + before + " of " + plan.jobs().size() + " runs are done.");
        }
        Preregistration.check(out.resolve(experiment.name()), plan);
        List<Outcome.Failure> failures = new ArrayList<>();
        Map<Integer, Outcome.ArmRun> runs = new TreeMap<>();
        List<Integer> open = IntStream.range(0, plan.jobs().size()).boxed().toList();
        while (!open.isEmpty()) {
            List<Integer> elsewhere = new ArrayList<>();
            for (int index : open) {
                Job job = plan.jobs().get(index);
                Path folder = folder(experiment, job);
                Optional<FolderLock> claim = FolderLock.take(folder, "job.lock");
                if (claim.isEmpty()) {
                    elsewhere.add(index);
                    continue;
                }
                try (FolderLock held = claim.get()) {
                    job(planned, index, folder, rates, failures)
                            .ifPresent(run -> runs.put(index, run));
                }
            }
            open = elsewhere;
            if (!open.isEmpty()) {
                JobLock.aWhile();
            }
        }
        return finish(experiment, plan, List.copyOf(runs.values()), failures);
    }

    private Path folder(Experiment experiment, Job job) {
        return RunFigure.folder(out.resolve(experiment.name()), job.arm(), job.seed());
    }

    private Optional<Outcome.ArmRun> job(
            Planned planned,
            int index,
            Path folder,
            List<JobRate> rates,
            List<Outcome.Failure> failures) {
        Plan plan = planned.plan();
        Job job = plan.jobs().get(index);
        boolean before = isDone(folder);
        String name = planned.experiment().name() + " " + job.arm() + " seed " + job.seed();
        List<Outcome.ArmRun> made = new ArrayList<>();
        long begun = System.nanoTime();
        boolean well =
                tried(
                        job.arm() + " seed " + job.seed(),
                        plan.mayDiverge().contains(job.arm()),
                        failures,
                        () -> made.add(new Outcome.ArmRun(job.arm(), run(job, folder, name))));
        double took = (System.nanoTime() - begun) / 1e9;
        JobRate rate = planned.rate();
        boolean isTold = !rate.isOpen(index);
        rate.done(index, before ? 0 : took);
        if (isTold && well) {
            return made.stream().findFirst();
        }
        screen.printf(
                Locale.ROOT,
                "  %3d/%d %-24s seed %d %s%s, left for this experiment: %s%s%n",
                rate.jobsDone(),
                rate.jobs(),
                job.arm(),
                job.seed(),
                well ? "" : "went wrong, ",
                before ? "was done by another process" : "took " + words(took),
                rate.left(),
                rates.size() == 1 ? "" : ", for all: " + JobRate.words(JobRate.left(rates)));
        return made.stream().findFirst();
    }

    /** Does something; what it throws is told and kept, and the others go on. */
    private boolean tried(String what, List<Outcome.Failure> failures, Runnable work) {
        return tried(what, false, failures, work);
    }

    private boolean tried(
            String what, boolean mayDiverge, List<Outcome.Failure> failures, Runnable work) {
        Outcome.Failure failure;
        try {
            work.run();
            return true;
        } catch (CancelledException | UnreadableDatasetException concernsAll) {
            throw concernsAll;
        } catch (DivergedException diverged) {
            failure =
                    mayDiverge
                            ? new Outcome.Failure(
                                    what, Outcome.Trouble.DIVERGED, diverged.getMessage())
                            : new Outcome.Failure(
                                    what,
                                    Outcome.Trouble.DIVERGED_UNEXPECTEDLY,
                                    "no claim here is about that. " + diverged.getMessage());
        } catch (RuntimeException | Error thrown) {
            failure = new Outcome.Failure(what, Outcome.Trouble.FAILED, why(thrown));
        }
        failures.add(failure);
        screen.println("  " + what + " " + failure.trouble().words() + ": " + failure.why());
        return false;
    }

    /** The three parts of an error that is meant to be read; of another one its type too. */
    static String why(Throwable failure) {
        boolean isMeant =
                failure instanceof BadDataException
                        || failure instanceof IllegalArgumentException
                        || failure instanceof DivergedException;
        return isMeant && failure.getMessage() != null ? failure.getMessage() : failure.toString();
    }

    private Result run(Job job, Path folder, String name) {
        // Short runs need no bar of their own: the line of the job says enough.
        List<TrainingListener> listeners = new ArrayList<>();
        try (ProgressListener watch =
                new ProgressListener(
                        name, budget == Budget.SMOKE ? Display.QUIET : display, screen)) {
            listeners.add(watch);
            return job.run(place, folder, listeners);
        }
    }

    private Outcome finish(
            Experiment experiment,
            Plan plan,
            List<Outcome.ArmRun> runs,
            List<Outcome.Failure> failures) {
        Evidence evidence = Outcome.evidence(experiment.name(), runs, failures);
        List<Finding> findings = new ArrayList<>();
        for (ClaimCheck check : plan.checks()) {
            tried(
                    Outcome.Failure.OF_CLAIM + check.claim().id(),
                    failures,
                    () -> findings.add(plan.decide(check, evidence)));
        }
        Path results = OutcomeFiles.folder(out, experiment.paperWord());
        String word = OutcomeFiles.word(experiment, budget.word());
        List<Outcome.Drawn> drawn = new ArrayList<>();
        try {
            Files.createDirectories(results);
        } catch (IOException failure) {
            throw AtomicFile.unwritable(results, failure);
        }
        if (!runs.isEmpty()) {
            for (Figure picture : plan.pictures()) {
                if (!picture.hasSubject(evidence)) {
                    continue;
                }
                String file = word + "." + picture.word() + "." + picture.ending();
                tried(
                        Outcome.Failure.OF_PICTURE + picture.word(),
                        failures,
                        () -> {
                            picture.draw(
                                    evidence,
                                    out.resolve(experiment.name()),
                                    place,
                                    results.resolve(file));
                            drawn.add(new Outcome.Drawn(file, picture.caption()));
                        });
            }
        }
        Outcome outcome =
                new Outcome(
                        experiment.name(),
                        experiment.about(),
                        budget.word(),
                        plan.setting(),
                        plan.deviation(),
                        runs.stream().mapToDouble(run -> run.result().seconds()).sum(),
                        runs,
                        findings,
                        drawn,
                        failures,
                        plan.designWords());
        AtomicFile.write(results.resolve(word + ".json"), outcome.json());
        findings.forEach(this::print);
        return outcome;
    }

    private void print(Finding finding) {
        screen.println("  " + finding.id() + "  " + finding.statement());
        screen.println("      paper:    " + finding.paper());
        screen.println("      measured: " + finding.measured());
        screen.println(
                "      verdict:  "
                        + finding.verdict().word()
                        + (finding.why().isEmpty() ? "" : " (" + finding.why() + ")"));
    }

    /** Makes the paper's card of all outcomes that stand in its folder. */
    private void card(String paper, List<Experiment> run) {
        Map<String, Experiment> known = new LinkedHashMap<>();
        Stream.concat(list.experiments().stream(), run.stream())
                .filter(experiment -> experiment.paperWord().equals(paper))
                .forEach(experiment -> known.putIfAbsent(experiment.name(), experiment));
        List<Outcome> outcomes = new ArrayList<>();
        for (Experiment experiment : known.values()) {
            for (Path file : OutcomeFiles.of(out, experiment)) {
                try {
                    outcomes.add(Outcome.read(file));
                } catch (BadDataException old) {
                    // Another call's; this one's own outcomes were written a moment ago.
                    screen.println(
                            "  The card of " + paper + " leaves one out. " + old.getMessage());
                }
            }
        }
        AtomicFile.write(
                out.resolve(paper).resolve("CARD.md"), Card.write(list.title(paper), outcomes));
    }

    static String words(double seconds) {
        Duration time = Duration.ofSeconds(Math.round(seconds));
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toMinutes() > 0
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : String.format(Locale.ROOT, "%.1f s", seconds);
    }
}
