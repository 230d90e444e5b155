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
                    (exchange, threads) -> {
                        List<String> own = new ArrayList<>(given);
                        if (!own.contains("--threads")) {
                            own.addAll(List.of("--threads", Integer.toString(threads)));
                        }
                        Hearth.work(exchange, own);
                    });
        }
    }
}
