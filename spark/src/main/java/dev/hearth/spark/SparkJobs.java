package dev.hearth.spark;

import dev.hearth.experiments.Experiment;
import dev.hearth.experiments.JobCluster;
import dev.hearth.experiments.JobProgress;
import dev.hearth.experiments.JobQueue;
import dev.hearth.inference.LocalFolders;
import dev.hearth.papers.Papers;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.run.Run;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Many runs: each job of the papers' experiments is a task, the longest first. A task whose executor is
 * lost is tried again by another, up to {@code spark.task.maxFailures} times in all, and goes on from
 * the run's last checkpoint.
 */
public final class SparkJobs implements JobCluster {

    /** Found by {@link java.util.ServiceLoader}. */
    public SparkJobs() {}

    @Override
    public boolean accepts(String name) {
        return SparkSessions.isMaster(name);
    }

    @Override
    public void work(String name, Work work, JobQueue queue, PrintStream screen) {
        try (JavaSparkContext context =
                new JavaSparkContext(SparkSessions.open(name, "hearth reproduce").sparkContext())) {
            run(context, work, queue, screen);
        }
    }

    /** The same on a context of one's own. */
    public static void run(
            JavaSparkContext context, Work work, JobQueue queue, PrintStream screen) {
        String budget = work.budget().name();
        String out = work.out().toString();
        String data = work.data().toString();
        List<String> experiments = List.copyOf(work.experiments());
        String session = work.session();
        JobProgress progress = new JobProgress(queue, session, screen);
        List<Integer> jobs = IntStream.range(0, queue.size()).boxed().toList();
        JavaFutureAction<Void> all =
                context.parallelize(jobs, Math.max(1, jobs.size()))
                        .foreachAsync(job -> doJob(budget, out, data, experiments, session, job));
        try {
            while (true) {
                try {
                    all.get(500, TimeUnit.MILLISECONDS);
                    progress.tell();
                    return;
                } catch (TimeoutException notYet) {
                    progress.tell();
                }
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException(
                    "The jobs need a cluster that keeps executors. Received: "
                            + String.valueOf(failed.getCause().getMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse("")
                            + ". Look at the executors' logs; called again, the jobs go on.",
                    failed);
        } catch (InterruptedException interrupted) {
            all.cancel(true);
            Thread.currentThread().interrupt();
        }
    }

    /** On an executor. */
    private static void doJob(
            String budget,
            String out,
            String data,
            List<String> experiments,
            String session,
            int job) {
        LibTorch.threads(TaskContext.get().cpus());
        Run.Place place =
                new Run.Place(
                        new DatasetProvider(Path.of(data), LocalFolders.prepared()),
                        Papers.recipeJson(),
                        Device.CPU);
        List<Experiment> chosen =
                Papers.experiments().stream()
                        .filter(each -> experiments.contains(each.name()))
                        .toList();
        JobQueue.of(place, Budget.valueOf(budget), Path.of(out), chosen).workOn(job, session);
    }
}
