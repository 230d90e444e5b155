package dev.hearth.experiments;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long plans take, from the runs on a CPU that are stored: of the experiment itself where there are such, by
 * the arithmetic of its nets or, where a recipe does not tell that, by epochs and images. Of an experiment without
 * such a run the time is an estimate: its multiply-adds at the rate of the experiment whose steps are most like its
 * own.
 *
 * @param rates of experiments of which runs on a CPU are known
 */
record WorkTimes(List<Rate> rates) {

    /**
     * How fast an experiment's nets are trained.
     *
     * @param step multiply-adds of a step
     * @param seconds of a core for one of them
     */
    record Rate(double step, double seconds) {}

    /**
     * Of a plan.
     *
     * @param hours of a core; NaN where nothing tells it
     * @param estimated whether no run of the experiment on a CPU tells it
     */
    record Time(double hours, boolean estimated) {}

    /** Of all experiments with their outcomes. */
    static WorkTimes of(Map<Experiment, List<Outcome>> all) {
        List<Rate> rates = new ArrayList<>();
        all.forEach(
                (experiment, outcomes) -> {
                    Done done = Done.of(experiment, outcomes);
                    WorkCost cost = WorkCost.of(done.jobs());
                    if (!done.jobs().isEmpty() && cost.isKnown()) {
                        rates.add(
                                new Rate(
                                        cost.multiplyAddsOfStep(),
                                        done.seconds() / cost.multiplyAdds()));
                    }
                });
        return new WorkTimes(List.copyOf(rates));
    }

    /** Jobs that were done on a CPU, and in how many seconds of a core. */
    private record Done(List<Job> jobs, double seconds) {

        static Done of(Experiment experiment, List<Outcome> outcomes) {
            List<Job> jobs = new ArrayList<>();
            double seconds = 0;
            for (Outcome outcome : outcomes) {
                Map<String, Job> planned = new HashMap<>();
                outcome.plan(experiment)
                        .jobs()
                        .forEach(job -> planned.put(job.arm() + " " + job.seed(), job));
                for (Outcome.ArmRun run : outcome.cpuRuns()) {
                    Job job = planned.get(run.arm() + " " + run.result().seed());
                    if (job != null) {
                        seconds += run.result().seconds() * run.result().threads();
                        jobs.add(job);
                    }
                }
            }
            return new Done(jobs, seconds);
        }
    }

    Time of(Experiment experiment, Plan plan, List<Outcome> outcomes) {
        Done done = Done.of(experiment, outcomes);
        WorkCost planned = WorkCost.of(plan.jobs());
        if (!done.jobs().isEmpty()) {
            WorkCost before = WorkCost.of(done.jobs());
            double more =
                    before.isKnown() && planned.isKnown()
                            ? planned.multiplyAdds() / before.multiplyAdds()
                            : amount(plan.jobs()) / amount(done.jobs());
            return new Time(done.seconds() * more / 3600, false);
        }
        double hours =
                planned.isKnown()
                        ? rates.stream()
                                .min(
                                        Comparator.comparingDouble(
                                                rate ->
                                                        Math.abs(
                                                                Math.log(
                                                                        rate.step()
                                                                                / planned
                                                                                        .multiplyAddsOfStep()))))
                                .map(rate -> rate.seconds() * planned.multiplyAdds() / 3600)
                                .orElse(Double.NaN)
                        : Double.NaN;
        return new Time(hours, !Double.isNaN(hours));
    }

    private static double amount(List<Job> jobs) {
        return jobs.stream()
                .mapToDouble(
                        job ->
                                job.effort()
                                        * job.spec()
                                                .flatMap(spec -> spec.images())
                                                .map(images -> WorkCost.images(images.spec()))
                                                .orElse(1))
                .sum();
    }
}
