package dev.hearth.cli;

import dev.hearth.tensor.Check;
import dev.hearth.train.Exchange;
import dev.hearth.train.WorkerLostException;
import dev.hearth.train.exchange.FolderMeeting;
import dev.hearth.train.recipe.BatchStatistics;
import dev.hearth.train.recipe.DataParallelRecipe;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.weights.AtomicFile;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The options of a run of several processes on this machine. Called by a user, the command watches over
 * as many processes as there are workers, each the same command with a rank.
 */
final class WorkersOption {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "processes that train one run together, each with its part of every batch and its"
                            + " share of the cores (default: ${DEFAULT-VALUE})")
    private int count;

    @Option(
            names = "--batch-statistics",
            paramLabel = "local|synchronised",
            defaultValue = "local",
            description =
                    "whether batch normalisation takes each worker's examples alone or those of all"
                            + " (default: ${DEFAULT-VALUE})")
    private BatchStatistics statistics;

    @Option(
            names = "--worker-deadline",
            paramLabel = "S",
            defaultValue = "60",
            description =
                    "seconds after which a worker that shows no sign of life is lost, and the run is"
                            + " resumed from its last checkpoint (default: ${DEFAULT-VALUE})")
    private int deadline;

    @Option(
            names = "--on",
            paramLabel = "spark://HOST:PORT|local-cluster[N,C,M]",
            description =
                    "a Spark cluster whose executors are the workers; data and --out are at the same"
                            + " paths on each machine")
    private String on;

    private Optional<PrecisionOption.Decision> settled = Optional.empty();

    /** Of a worker that a cluster has started. */
    private Exchange given;

    @Option(
            names = "--worker-rank",
            hidden = true,
            defaultValue = "-1",
            description = "given to the processes that --workers starts: which one this is")
    private int rank;

    @Option(
            names = "--worker-folder",
            hidden = true,
            description =
                    "given to the processes that --workers starts: where they find each other")
    private Path folder;

    /**
     * Does the work of one process, or watches over several that do.
     *
     * @param runs the folder in which checkpoints and the workers' logs are written
     * @param work of a worker, or of this process if it is the only one
     * @return the exit code
     */
    int call(Path runs, ToIntFunction<Exchange> work) {
        checked();
        if (given != null) {
            return work.applyAsInt(given);
        }
        if (count == 1) {
            return work.applyAsInt(Exchange.ALONE);
        }
        if (rank < 0) {
            WorkerProcesses.refuseUnlessFitting("--workers", count);
            return new WorkerSupervisor(count, arguments(), runs).run();
        }
        WorkerSupervisor.endWithParent(folder);
        try (Exchange exchange =
                FolderMeeting.join(
                        folder,
                        rank,
                        count,
                        InetAddress.getLoopbackAddress(),
                        Duration.ofSeconds(deadline))) {
            return work.applyAsInt(exchange);
        } catch (WorkerLostException lost) {
            AtomicFile.write(WorkerSupervisor.lost(folder, rank), lost.getMessage());
            return WorkerSupervisor.LOST;
        }
    }

    /** How many there are, once the options are checked. */
    int checked() {
        if (count < 1 || deadline < 1) {
            throw Check.error(
                    "--workers and --worker-deadline need numbers above 0",
                    "--workers " + count + " --worker-deadline " + deadline,
                    "Use --workers 2");
        }
        return count;
    }

    /** Makes a command of this line that of a worker. */
    static void join(CommandLine line, Exchange exchange) {
        for (CommandLine each : line.getSubcommands().values()) {
            for (CommandSpec mixin : each.getCommandSpec().mixins().values()) {
                if (mixin.userObject() instanceof WorkersOption workers) {
                    workers.given = exchange;
                }
            }
        }
    }

    /** Whether the workers are a cluster's, and this is not one of them. */
    boolean isOnCluster() {
        return on != null && given == null;
    }

    /**
     * Lets a cluster run the command.
     *
     * @param runs as for {@link #call}; null for the usual place
     * @return the exit code
     */
    int onCluster(Path runs) {
        if (runs == null || !runs.isAbsolute() || count < 2) {
            throw Check.error(
                    "--on needs --workers of 2 or more and an --out that begins with /, which all machines"
                            + " share",
                    "--workers " + count + " --out " + runs,
                    "Use --workers 4 --out /shared/run");
        }
        WorkerCluster cluster =
                Services.first(WorkerCluster.class, each -> each.accepts(on))
                        .orElseThrow(
                                () ->
                                        Check.error(
                                                "--on needs a Spark cluster, and Spark on the class path",
                                                on,
                                                "Use spark://HOST:PORT; docs/scaling.md says how"));
        cluster.work(on, count, runs, Duration.ofSeconds(deadline), arguments());
        System.out.println("Trained by " + count + " workers on " + on + "; files: " + runs);
        return 0;
    }

    /** A recipe as these workers train it, or as a recipe.json says that workers train it. */
    RunSpec divide(RunSpec recipe) {
        if (recipe.workerCount() > 1 && (count == 1 || count == recipe.workerCount())) {
            count = recipe.workerCount();
            return recipe;
        }
        return DataParallelRecipe.dividing(recipe, count, statistics);
    }

    /** Whether another process has started this one, and says what there is to say. */
    boolean isStarted() {
        return rank >= 0 || given != null;
    }

    BatchStatistics statistics() {
        return statistics;
    }

    /** Gives each worker its share of the cores; before anything is computed. */
    void shareCores(CommonOptions common) {
        if (count > 1 && given == null) {
            common.shareCores(count);
        }
    }

    /** All workers take the precision that was decided once, for this process. */
    void settle(PrecisionOption.Decision decision) {
        settled = Optional.of(decision);
    }

    private List<String> arguments() {
        List<String> all =
                new ArrayList<>(command.root().commandLine().getParseResult().originalArgs());
        settled.ifPresent(
                decision -> {
                    String option = PrecisionOption.Decision.OPTION;
                    int named = all.indexOf(option);
                    if (named >= 0) {
                        all.subList(named, named + 2).clear();
                    }
                    all.removeIf(word -> word.startsWith(option + "="));
                    // After the command's name: behind "--" it would be no option.
                    all.add(1, option + "=" + decision.word());
                });
        return all;
    }
}
