package dev.hearth.experiments;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** How fast an experiment's jobs go, from those that were done now. */
final class JobRate {

    private final List<Job> jobs;
    private final Set<Integer> open = new TreeSet<>();
    private final double effort;
    private final int doneBefore;
    private int jobsDone;
    private double measured;
    private double seconds;

    /**
     * Of the jobs of a plan.
     *
     * @param before whether a job, by its index, was done by an earlier call
     */
    JobRate(List<Job> jobs, IntPredicate before) {
        this.jobs = List.copyOf(jobs);
        this.effort = jobs.stream().mapToDouble(Job::effort).sum();
        IntStream.range(0, jobs.size()).filter(before.negate()).forEach(open::add);
        this.doneBefore = jobs.size() - open.size();
    }

    /** A job that took some seconds; 0 for one that had been done before. */
    void done(int index, double took) {
        jobsDone++;
        open.remove(index);
        if (took > 0) {
            measured += jobs.get(index).effort();
            seconds += took;
        }
    }

    /** How many were done by an earlier call. */
    int jobsDoneBefore() {
        return doneBefore;
    }

    /** Whether a job was not done when the plan was made, and is not now. */
    boolean isOpen(int index) {
        return open.contains(index);
    }

    int jobs() {
        return jobs.size();
    }

    int jobsDone() {
        return jobsDone;
    }

    /** In words; a question mark while nothing was measured. */
    String left() {
        return words(left(List.of(this)));
    }

    /**
     * Seconds left for several experiments. One of which nothing was measured is taken to last as long as the mean
     * of the others: a budget gives each about the same time.
     *
     * @return empty while nothing was measured
     */
    static OptionalDouble left(List<JobRate> all) {
        if (all.stream().allMatch(each -> each.open.isEmpty())) {
            return OptionalDouble.of(0);
        }
        OptionalDouble usual =
                all.stream().map(JobRate::whole).flatMapToDouble(OptionalDouble::stream).average();
        if (usual.isEmpty()) {
            return usual;
        }
        return OptionalDouble.of(
                all.stream()
                        .mapToDouble(
                                each -> each.openShare() * each.whole().orElse(usual.getAsDouble()))
                        .sum());
    }

    /** Seconds in words; a question mark for none. */
    static String words(OptionalDouble left) {
        if (left.isEmpty()) {
            return "?";
        }
        return left.getAsDouble() == 0 ? "nothing" : Reproduction.words(left.getAsDouble());
    }

    /** Seconds of all jobs together. */
    private OptionalDouble whole() {
        return measured == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(effort * seconds / measured);
    }

    private double openShare() {
        return open.isEmpty()
                ? 0
                : open.stream().mapToDouble(index -> jobs.get(index).effort()).sum() / effort;
    }
}
