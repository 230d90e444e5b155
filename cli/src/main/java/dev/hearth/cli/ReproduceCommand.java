package dev.hearth.cli;

import dev.hearth.data.BadDataException;
import dev.hearth.data.DidYouMean;
import dev.hearth.data.TerminalText;
import dev.hearth.experiments.Campaign;
import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.JobCluster;
import dev.hearth.experiments.JobQueue;
import dev.hearth.experiments.Outcome;
import dev.hearth.experiments.Reproduction;
import dev.hearth.experiments.claim.Finding;
import dev.hearth.experiments.report.Report;
import dev.hearth.papers.Papers;
import dev.hearth.tensor.Check;
import dev.hearth.train.log.Display;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.run.HardwareInfo;
import dev.hearth.train.run.Run;
import dev.hearth.weights.AtomicFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the papers' experiments. */
@Command(
        name = "reproduce",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the papers' experiments and prints, claim by claim, what was measured.",
            "Interrupted, it goes on where it stopped when it is called again. Without a data set it"
                    + " uses digits that the program draws, and says so."
        })
final class ReproduceCommand implements Callable<Integer> {

    /** Twice what lies between two signs of life. */
    private static final int MIN_DEADLINE = 10;

    @Mixin private CommonOptions common;

    @Mixin private PaperOption paper;

    @Option(
            names = "--experiment",
            paramLabel = "E",
            description =
                    "one experiment only, such as elu/mnist-8x128; may be given several times")
    private List<String> experiments = List.of();

    @Option(
            names = "--budget",
            paramLabel = "smoke|short|evidence|paper",
            defaultValue = "smoke",
            description =
                    "size of each experiment: about a minute, within the hour, as much as is likely to"
                            + " decide the claims that are open, or as published (default:"
                            + " ${DEFAULT-VALUE})")
    private Budget budget;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "folder of runs, results and pictures (default: runs/reproduce/BUDGET)")
    private Path out;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "processes that share the work, each with its share of the cores (default:"
                            + " ${DEFAULT-VALUE})")
    private int jobs;

    @Option(
            names = "--on",
            paramLabel = "workers:N|spark://HOST:PORT|local-cluster[N,C,M]",
            description =
                    "N processes here, or a Spark cluster, that take the runs of all experiments, the"
                            + " longest first; where one is lost, its run goes on from its last"
                            + " checkpoint in another")
    private String on;

    @Option(
            names = "--worker-deadline",
            paramLabel = "S",
            defaultValue = "60",
            description =
                    "seconds after which a process of --on workers:N that shows no sign of life is"
                            + " replaced (default: ${DEFAULT-VALUE})")
    private int deadline;

    @Option(
            names = "--session",
            hidden = true,
            description =
                    "given to the processes that --on workers:N starts: which call they serve")
    private String session;

    @Mixin private ResultFiles results;

    @Option(
            names = "--plan",
            description =
                    "print what --budget evidence has to run, the cheapest decision first, and stop;"
                            + " claims that --results decides are left out")
    private boolean plan;

    @Option(
            names = "--gpu",
            description =
                    "with --plan: what a core would take more than two days for, of the budgets evidence"
                            + " and paper and of data sets that are here, the largest first; a line each:"
                            + " budget, experiment, hours of a GPU")
    private boolean gpu;

    @Override
    public Integer call() {
        if (gpu && !plan) {
            throw Check.error("--gpu needs --plan", "--gpu", "Use papers/gpu to run what it lists");
        }
        if (gpu) {
            System.out.print(
                    Campaign.forGpu(results.root(), Papers.all(), common.place().datasets()::has)
                            .lines());
            return 0;
        }
        if (plan) {
            System.out.print(Campaign.of(results.root(), Papers.all()).text());
            return 0;
        }
        if (jobs < 1) {
            throw Check.error("--jobs needs a number above 0", jobs, "Use 1");
        }
        if (deadline < MIN_DEADLINE) {
            throw Check.error(
                    "--worker-deadline needs " + MIN_DEADLINE + " seconds or more",
                    deadline,
                    "Leave it out");
        }
        Optional<JobCluster> cluster = cluster();
        int workers = cluster.isPresent() ? 0 : workers();
        WorkerProcesses.refuseUnlessFitting("--jobs", jobs);
        WorkerProcesses.refuseUnlessFitting("--on workers:N", workers);
        List<Experiment> chosen = chosen();
        if (jobs > 1 || workers > 0) {
            common.shareCores(Math.max(jobs, workers));
        }
        Run.Place place = common.place();
        Path folder = out != null ? out : Path.of("runs", "reproduce", budget.word());
        if (session != null) {
            WorkerSupervisor.endWithParent();
            JobWorkers.showLife(folder);
            JobQueue.of(place, budget, folder, chosen).work(session);
            return 0;
        }
        System.out.println("Hearth on " + HardwareInfo.hardware() + ", " + HardwareInfo.versions());
        System.out.println(
                place.datasets().has("mnist")
                        ? "Data: " + common.root()
                        : "Data: strokes, digits that the program draws; MNIST is not in "
                                + common.root()
                                + ". ./hearth data fetch mnist downloads it.");
        System.out.println("Budget: " + budget.word() + "; files are written to " + folder);
        if (workers > 0) {
            String own = Long.toString(System.currentTimeMillis());
            List<String> line = line(folder);
            line.addAll(List.of("--session", own));
            JobQueue queue = JobQueue.of(place, budget, folder, chosen);
            int code = new JobWorkers(queue, own, folder, System.out, deadline).run(workers, line);
            if (code != 0) {
                return code;
            }
        } else if (cluster.isPresent()) {
            Path shared = folder.toAbsolutePath();
            List<String> names = chosen.stream().map(Experiment::name).toList();
            JobCluster.Work work =
                    new JobCluster.Work(
                            budget,
                            shared,
                            common.root().toAbsolutePath(),
                            names,
                            Long.toString(System.currentTimeMillis()));
            JobQueue queue = JobQueue.of(place, budget, shared, chosen);
            cluster.get().work(on, work, queue, System.out);
        }
        List<Outcome> outcomes;
        try (WorkerProcesses others = WorkerProcesses.open(jobs - 1, line(folder), folder)) {
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
        page(folder);
        return failures(outcomes, folder) == 0 ? 0 : 1;
    }

    /** Of all outcomes in the folder, also of other calls: where one of these is damaged, it says so. */
    private static void page(Path folder) {
        String page;
        try {
            page = Report.html(folder, Papers.all());
        } catch (BadDataException damaged) {
            System.out.println("No page of all results is written. " + damaged.getMessage());
            return;
        }
        Path file = folder.resolve("report.html");
        AtomicFile.write(file, page);
        System.out.println("All results in this folder as one page: " + file);
    }

    private Optional<JobCluster> cluster() {
        return on == null
                ? Optional.empty()
                : Services.first(JobCluster.class, each -> each.accepts(on));
    }

    /** Of {@code --on}; 0 without it. */
    private int workers() {
        if (on == null) {
            return 0;
        }
        if (!on.matches("workers:[1-9]\\d{0,3}")) {
            throw Check.error(
                    "--on needs workers:N with N above 0, or a Spark cluster with Spark on the class path",
                    on,
                    "Use workers:2, or build with -Pspark as docs/scaling.md says");
        }
        if (jobs > 1) {
            throw Check.error(
                    "--on and --jobs both name a count of processes",
                    "--on " + on + " --jobs " + jobs,
                    "Use --on alone");
        }
        return Integer.parseInt(on.substring("workers:".length()));
    }

    /** Prints and counts what failed; a run that may diverge, and does, is an outcome. */
    private static long failures(List<Outcome> outcomes, Path folder) {
        long failed = 0;
        long failedRuns = 0;
        long runs = 0;
        for (Outcome outcome : outcomes) {
            runs += outcome.runs().size();
            for (Outcome.Failure failure : outcome.failures()) {
                System.err.println(
                        TerminalText.of(outcome.experiment() + ", " + failure.what())
                                + " "
                                + failure.trouble().words()
                                + ": "
                                + TerminalText.of(failure.why()));
                runs += failure.concernsRun() ? 1 : 0;
                if (failure.trouble() != Outcome.Trouble.DIVERGED) {
                    failed++;
                    failedRuns += failure.concernsRun() ? 1 : 0;
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
                            + ". The reasons are printed above and in the cards in "
                            + folder
                            + "; the files of a run are in "
                            + folder
                            + "/EXPERIMENT/ARM/SEED.");
        }
        return failed;
    }

    /** The same command as arguments of another process. */
    private List<String> line(Path folder) {
        List<String> line = new ArrayList<>(List.of("reproduce", "--budget", budget.word()));
        line.addAll(List.of("--out", folder.toString()));
        if (budget == Budget.EVIDENCE) {
            line.addAll(List.of("--results", results.root().toString()));
        }
        paper.named().ifPresent(named -> line.addAll(List.of("--paper", named)));
        experiments.forEach(name -> line.addAll(List.of("--experiment", name)));
        line.addAll(common.line());
        return line;
    }

    private List<Experiment> chosen() {
        List<String> names = Papers.experiments().stream().map(Experiment::name).toList();
        for (String name : experiments) {
            if (!names.contains(name)) {
                throw Check.error(
                        "--experiment needs the name of one",
                        name,
                        DidYouMean.question(name, names)
                                + "Use one of "
                                + String.join(", ", names));
            }
        }
        Optional<String> named = paper.named();
        // At the budget evidence, what costs least to decide is run first, and nothing that is
        // decided.
        List<Experiment> all =
                budget == Budget.EVIDENCE && experiments.isEmpty()
                        ? Campaign.of(results.root(), Papers.all()).experiments()
                        : Papers.experiments();
        List<Experiment> found =
                all.stream()
                        .filter(each -> named.map(each.paperWord()::equals).orElse(true))
                        .filter(each -> experiments.isEmpty() || experiments.contains(each.name()))
                        .toList();
        if (found.isEmpty()) {
            throw Check.error(
                    "--paper and --experiment need an experiment of the paper",
                    named.orElse("") + " and " + String.join(", ", experiments),
                    "Leave one of them out");
        }
        return found;
    }

    private static void summary(List<Outcome> outcomes, Path folder) {
        Map<String, List<String>> verdicts = new TreeMap<>(ReproduceCommand::byNumber);
        Set<String> papers = new LinkedHashSet<>();
        for (Outcome outcome : outcomes) {
            papers.add(outcome.experiment().substring(0, outcome.experiment().indexOf('/')));
            for (Finding finding : outcome.findings()) {
                verdicts.computeIfAbsent(finding.id(), id -> new ArrayList<>())
                        .add(finding.verdict().word() + " (" + outcome.experiment() + ")");
            }
        }
        System.out.println();
        verdicts.forEach((id, all) -> System.out.println(id + "  " + String.join(", ", all)));
        System.out.println();
        for (String each : papers) {
            System.out.println(
                    "The card: "
                            + folder.resolve(each).resolve("CARD.md")
                            + ", with results and pictures beside it.");
        }
    }

    /** {@code ELU-9} before {@code ELU-10}. */
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
