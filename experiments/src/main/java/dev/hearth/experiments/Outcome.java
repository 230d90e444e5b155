package dev.hearth.experiments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.hearth.data.BadDataException;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.tensor.Device;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.run.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an experiment left behind: every run, and what the checks say of them. Stored as JSON beside
 * the paper's card.
 *
 * @param experiment its name
 * @param about what it is about
 * @param budget how much work it was
 * @param setting data, net and training in a line
 * @param deviation how it differs from the paper; empty if it does not
 * @param seconds spent on all runs
 * @param runs by arm and seed
 * @param findings a claim each
 * @param pictures file name and caption of each
 * @param failures what could not be done
 * @param design how claims are decided, in words; empty in files of earlier releases
 */
public record Outcome(
        String experiment,
        String about,
        String budget,
        String setting,
        String deviation,
        double seconds,
        List<ArmRun> runs,
        List<Finding> findings,
        List<Drawn> pictures,
        List<Failure> failures,
        String design) {

    /** Copies the lists; one that an older file does not have is empty. */
    public Outcome {
        Objects.requireNonNull(experiment, "experiment");
        runs = List.copyOf(runs);
        findings = List.copyOf(findings);
        pictures = List.copyOf(pictures);
        failures = failures == null ? List.of() : List.copyOf(failures);
        design = design == null ? "" : design;
    }

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** One run of one arm. */
    public record ArmRun(String arm, Result result) {

        /** Refuses what is not there. */
        public ArmRun {
            Objects.requireNonNull(arm, "arm");
            Objects.requireNonNull(result, "result");
        }
    }

    /**
     * A figure that was drawn.
     *
     * @param caption for readers who cannot see it
     */
    public record Drawn(String file, String caption) {

        /** Refuses what is not there. */
        public Drawn {
            Objects.requireNonNull(file, "file");
            Objects.requireNonNull(caption, "caption");
        }
    }

    /** How something went wrong. */
    public enum Trouble {
        /** A run's loss or weights became NaN or infinite where the plan allows for it: a measurement. */
        DIVERGED,
        /** The same where no claim is about it: a measurement too, the worst one, and an error besides. */
        DIVERGED_UNEXPECTEDLY,
        /** Anything else: the program, the computer or the disk. */
        FAILED;

        /** In words. */
        public String words() {
            return this == DIVERGED
                    ? "diverged, which its plan allows"
                    : name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * Something that could not be done.
     *
     * @param what a run by arm and seed, a claim or a figure
     */
    public record Failure(String what, Trouble trouble, String why) {

        /** Refuses what is not there. */
        public Failure {
            Objects.requireNonNull(what, "what");
            Objects.requireNonNull(trouble, "trouble");
            Objects.requireNonNull(why, "why");
        }

        /** How the others begin. */
        static final String OF_CLAIM = "claim ";

        static final String OF_PICTURE = "picture ";

        /**
         * Whether it is a run, not a claim that could not be judged or a figure that could not be
         * drawn.
         */
        public boolean concernsRun() {
            return !what.startsWith(OF_CLAIM) && !what.startsWith(OF_PICTURE);
        }
    }

    private static final Pattern RUN = Pattern.compile("(.+) seed (\\d+)");

    /** Runs as the checks see them, with those that diverged. */
    static Evidence evidence(String experiment, List<ArmRun> runs, List<Failure> failures) {
        List<Trial> trials = new ArrayList<>(evidence(experiment, runs).trials());
        for (Failure failure : failures) {
            Matcher run = RUN.matcher(failure.what());
            if (failure.concernsRun() && failure.trouble() != Trouble.FAILED && run.matches()) {
                trials.add(Trial.diverged(run.group(1), Long.parseLong(run.group(2))));
            }
        }
        return new Evidence(experiment, trials);
    }

    /** Those that came to their end. */
    static Evidence evidence(String experiment, List<ArmRun> runs) {
        List<Trial> trials = new ArrayList<>();
        for (ArmRun run : runs) {
            trials.add(
                    new Trial(
                            run.arm(),
                            run.result().seed(),
                            run.result().metrics(),
                            run.result().history()));
        }
        return new Evidence(experiment, trials);
    }

    /** All runs, as the checks see them. */
    public Evidence evidence() {
        return evidence(experiment, runs, failures);
    }

    /** The same outcome as today's checks and design decide it. */
    Outcome decided(Experiment planner) {
        Plan plan = plan(planner);
        Evidence evidence = evidence();
        return new Outcome(
                experiment,
                about,
                budget,
                setting,
                deviation,
                seconds,
                runs,
                plan.checks().stream().map(check -> plan.decide(check, evidence)).toList(),
                pictures,
                failures,
                plan.designWords());
    }

    /** The runs on the CPU: a second of another device is none of a core. */
    public List<ArmRun> cpuRuns() {
        return runs.stream()
                .filter(run -> run.result().device().equals(Device.CPU.toString()))
                .toList();
    }

    /** The names of the data sets that the runs used, each once. */
    public List<String> datasets() {
        return runs.stream()
                .map(run -> run.result().dataset().getOrDefault("name", ""))
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }

    /**
     * The plan of the experiment of this name, at this budget and with the data sets that were
     * used.
     */
    public Plan plan(Experiment planner) {
        List<String> sets = datasets();
        return planner.plan(
                Budget.valueOf(budget.toUpperCase(Locale.ROOT)),
                set -> sets.isEmpty() || sets.stream().anyMatch(name -> name.startsWith(set)));
    }

    /** As JSON, indented. */
    public String json() {
        try {
            return JSON.writeValueAsString(this) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What a file may lack, or say in other words, though its kinds are right. */
    private void check() throws IOException {
        for (String word : Arrays.asList(about, budget, setting, deviation)) {
            if (word == null) {
                throw new IOException("no about, budget, setting or deviation in it");
            }
        }
        if (Arrays.stream(Budget.values()).noneMatch(known -> known.word().equals(budget))) {
            throw new IOException("the budget " + budget);
        }
        for (Finding finding : findings) {
            if (!finding.id().matches("[^-]*-\\d{1,9}")) {
                throw new IOException("the claim " + finding.id());
            }
        }
    }

    /**
     * Reads one.
     *
     * @throws BadDataException if the file holds no outcome
     */
    public static Outcome read(Path file) {
        try {
            Outcome outcome = JSON.readValue(Files.readString(file), Outcome.class);
            if (outcome == null) {
                throw new IOException("no outcome in it");
            }
            outcome.check();
            return outcome;
        } catch (IOException broken) {
            throw new BadDataException(
                    "An experiment's outcome is read from " + file,
                    String.valueOf(broken.getMessage()).lines().findFirst().orElse(""),
                    "Run ./hearth reproduce again",
                    broken);
        }
    }
}
