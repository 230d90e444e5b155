package dev.hearth.experiments;

import java.util.List;

/** How fast an experiment's jobs go, from those that were done now. */
final class JobRate {

    private final int jobs;
    private final double effort;
    private int jobsDone;
    private double effortDone;
    private double measured;
    private double seconds;

    JobRate(List<Job> jobs) {
        this.jobs = jobs.size();
        this.effort = jobs.stream().mapToDouble(Job::effort).sum();
    }

    /** A job that took some seconds; 0 for one that had been done before. */
    void done(Job job, double took) {
        jobsDone++;
        effortDone += job.effort();
        if (took > 0) {
            measured += job.effort();
            seconds += took;
        }
    }

    int jobs() {
        return jobs;
    }

    int jobsDone() {
        return jobsDone;
    }

    /** In words; a question mark while nothing was measured. */
    String left() {
        if (jobsDone == jobs) {
            return "nothing";
        }
        return measured == 0 ? "?" : Reproduction.words((effort - effortDone) * seconds / measured);
    }
}
