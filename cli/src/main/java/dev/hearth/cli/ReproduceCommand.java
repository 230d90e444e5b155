package dev.hearth.cli;

import dev.hearth.data.DidYouMean;
import dev.hearth.data.TerminalText;
import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.Outcome;
import dev.hearth.experiments.Reproduction;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.report.Report;
import dev.hearth.papers.Papers;
import dev.hearth.train.log.Display;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.run.HardwareInfo;
import dev.hearth.train.run.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The main job. */
@Command(
        name = "reproduce",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the papers' experiments and prints claim by claim what was measured.",
            "Interrupted, it goes on where it stopped when called again."
        })
final class ReproduceCommand implements Callable<Integer> {

    @Mixin private CommonOptions common;

    @Option(names = "--paper", paramLabel = "P", description = "one paper only, such as elu")
    private String paper;

    @Option(
            names = "--experiment",
            paramLabel = "E",
            description =
                    "one experiment only, such as elu/mnist-8x128; may be given several times")
    private List<String> experiments = List.of();

    @Option(
            names = "--budget",
            paramLabel = "smoke|short|paper",
            defaultValue = "smoke",
            description = "how much work: about a minute, a quarter of an hour, as published")
    private Budget budget;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "where runs, results and pictures go (default: runs/reproduce/BUDGET)")
    private Path out;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "processes that share the work, each with its share of the cores (default:"
                            + " ${DEFAULT-VALUE})")
    private int jobs;

    @Override
    public Integer call() {
        if (jobs < 1) {
            throw new IllegalArgumentException(
                    "--jobs needs a number above 0. Received: " + jobs + ". Use 1.");
        }
        List<Experiment> chosen = chosen();
        if (jobs > 1) {
            common.shareCores(jobs);
        }
        Run.Place place = common.place();
        Path folder = out != null ? out : Path.of("runs", "reproduce", budget.word());
        System.out.println("Hearth on " + HardwareInfo.hardware() + ", " + HardwareInfo.versions());
        boolean real = place.datasets().has("mnist");
        System.out.println(
                real
                        ? "Data: " + common.root()
                        : "Data: the built-in strokes (digits drawn by the program); MNIST is not in "
                                + common.root()
                                + ". ./hearth data fetch mnist gets it.");
        System.out.println("Budget: " + budget.word() + "; files go to " + folder);
        List<Outcome> outcomes;
        try (WorkerProcesses hands = WorkerProcesses.open(jobs - 1, line(folder), folder)) {
            outcomes =
                    new Reproduction(
                                    place,
                                    budget,
                                    folder,
                                    Papers.all(),
                                    Display.detect(),
                                    System.out)
                            .run(chosen);
        }
        summary(outcomes, folder);
        Path page = folder.resolve("report.html");
        Report.write(folder, Papers.all(), page);
        System.out.println("To look at: " + page + ", one page of all results in this folder.");
        return troubles(outcomes, folder) == 0 ? 0 : 1;
    }

    /** Tells what went wrong, and counts what failed; an arm that may diverge and does is an outcome. */
    private static long troubles(List<Outcome> outcomes, Path folder) {
        long failed = 0;
        long failedRuns = 0;
        long runs = 0;
        for (Outcome outcome : outcomes) {
            runs += outcome.runs().size();
            for (Outcome.Failure failure : outcome.failures()) {
                System.err.println(
                        TerminalText.of(outcome.experiment())
                                + ", "
                                + TerminalText.of(failure.what())
                                + " "
                                + failure.trouble().name().toLowerCase(Locale.ROOT)
                                + ": "
                                + TerminalText.of(failure.why()));
                boolean isRun = failure.concernsRun();
                runs += isRun ? 1 : 0;
                if (failure.trouble() == Outcome.Trouble.FAILED) {
                    failed++;
                    failedRuns += isRun ? 1 : 0;
                }
            }
        }
        if (failed > 0) {
            System.err.println(
                    failedRuns
                            + " of "
                            + runs
                            + " runs failed"
                            + (failed > failedRuns
                                    ? ", and " + (failed - failedRuns) + " claims or pictures"
                                    : "")
                            + ". Why stands above, and in the cards below "
                            + folder
                            + "; a run's own files are in "
                            + folder
                            + "/EXPERIMENT/ARM/SEED.");
        }
        return failed;
    }

    /** What another process is told, to do the same. */
    private List<String> line(Path folder) {
        List<String> line = new ArrayList<>(List.of("reproduce", "--budget", budget.word()));
        line.addAll(List.of("--out", folder.toString()));
        if (paper != null) {
            line.addAll(List.of("--paper", paper));
        }
        experiments.forEach(name -> line.addAll(List.of("--experiment", name)));
        line.addAll(common.line());
        return line;
    }

    private List<Experiment> chosen() {
        List<String> names = Papers.experiments().stream().map(Experiment::name).toList();
        for (String name : experiments) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException(
                        "--experiment needs the name of one. Received: "
                                + name
                                + ". "
                                + DidYouMean.question(name, names)
                                + "There are: "
                                + String.join(", ", names)
                                + ".");
            }
        }
        if (paper != null && !Papers.all().papers().contains(paper)) {
            throw new IllegalArgumentException(
                    "--paper needs the word of one. Received: "
                            + paper
                            + ". "
                            + DidYouMean.question(paper, Papers.all().papers())
                            + "There are: "
                            + String.join(", ", Papers.all().papers())
                            + ".");
        }
        List<Experiment> found =
                Papers.experiments().stream()
                        .filter(e -> paper == null || e.paperWord().equals(paper))
                        .filter(e -> experiments.isEmpty() || experiments.contains(e.name()))
                        .toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "--paper and --experiment need an experiment of the paper. Received: "
                            + paper
                            + " and "
                            + String.join(", ", experiments)
                            + ". Leave one of them out.");
        }
        return found;
    }

    private static void summary(List<Outcome> outcomes, Path folder) {
        Map<String, List<String>> verdicts = new TreeMap<>(ReproduceCommand::byNumber);
        for (Outcome outcome : outcomes) {
            for (Finding finding : outcome.findings()) {
                verdicts.computeIfAbsent(finding.id(), id -> new ArrayList<>())
                        .add(finding.verdict().word() + " (" + outcome.experiment() + ")");
            }
        }
        System.out.println();
        verdicts.forEach((id, said) -> System.out.println(id + "  " + String.join(", ", said)));
        System.out.println();
        outcomes.stream()
                .map(
                        outcome ->
                                outcome.experiment()
                                        .substring(0, outcome.experiment().indexOf('/')))
                .distinct()
                .forEach(
                        word ->
                                System.out.println(
                                        "The page: "
                                                + folder.resolve(word).resolve("CARD.md")
                                                + ", with results and pictures beside it."));
    }

    private static int byNumber(String a, String b) {
        int dashA = a.indexOf('-');
        int dashB = b.indexOf('-');
        int papers = a.substring(0, dashA).compareTo(b.substring(0, dashB));
        return papers != 0
                ? papers
                : Integer.compare(
                        Integer.parseInt(a.substring(dashA + 1)),
                        Integer.parseInt(b.substring(dashB + 1)));
    }
}
