package dev.hearth.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A cluster whose executors are the workers of one run. {@link java.util.ServiceLoader} finds those that are
 * there.
 */
public interface WorkerCluster {

    /** Whether it can be reached under a name such as {@code spark://host:7077}. */
    boolean accepts(String name);

    /**
     * Runs a command as each of several workers, again from the last checkpoint where one is lost.
     *
     * @param name of the cluster, accepted before
     * @param runs where checkpoints are written, at the same path on each machine
     * @param deadline after which a silent worker is lost
     * @param arguments of the command, for {@link Hearth#work}
     * @throws IllegalStateException if a worker was lost three times from the same checkpoint
     */
    void work(String name, int workers, Path runs, Duration deadline, List<String> arguments);
}
