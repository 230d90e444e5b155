package dev.hearth.experiments;

import dev.hearth.train.recipe.Budget;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** A cluster that does the jobs of experiments. {@link java.util.ServiceLoader} finds those that are there. */
public interface JobCluster {

    /**
     * What is to be done.
     *
     * @param out the folder of all results, on a file system that all machines share
     * @param data the folder of data sets, on each machine
     * @param experiments their names
     * @param session as for {@link JobQueue#work}
     */
    record Work(Budget budget, Path out, Path data, List<String> experiments, String session) {

        /** Copies the list. */
        public Work {
            experiments = List.copyOf(experiments);
        }
    }

    /** Whether it can be reached under a name such as {@code spark://host:7077}. */
    boolean accepts(String name);

    /**
     * Does jobs until all are done or have failed.
     *
     * @param name of the cluster, accepted before
     * @param queue of the work's jobs, on this machine, to see how it goes
     * @param screen where progress is told
     */
    void work(String name, Work work, JobQueue queue, PrintStream screen);
}
