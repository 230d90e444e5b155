package dev.hearth.spark;

import dev.hearth.cli.Hearth;
import dev.hearth.cli.WorkerCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/** {@code ./hearth run --workers N --on} and {@code train}: each executor's task is a worker of the run. */
public final class SparkWorkers implements WorkerCluster {

    /** Found by {@link java.util.ServiceLoader}. */
    public SparkWorkers() {}

    @Override
    public boolean accepts(String name) {
        return SparkSessions.isMaster(name);
    }

    @Override
    public void work(
            String name, int workers, Path runs, Duration deadline, List<String> arguments) {
        try (JavaSparkContext context =
                new JavaSparkContext(SparkSessions.open(name, "hearth train").sparkContext())) {
            List<String> given = new ArrayList<>(arguments);
            BarrierWorkers.run(
                    context,
                    workers,
                    runs,
                    deadline,
                    (exchange, threads) -> Hearth.work(exchange, withThreads(given, threads)));
        }
    }

    /** The arguments, with a count of threads where they name none. */
    static List<String> withThreads(List<String> given, int threads) {
        List<String> own = new ArrayList<>(given);
        if (own.stream()
                .noneMatch(word -> word.equals("--threads") || word.startsWith("--threads="))) {
            // After the command's name: behind "--" it would be no option.
            own.add(1, "--threads=" + threads);
        }
        return own;
    }
}
