package dev.hearth.optim.schedule;

import java.util.ArrayList;
import java.util.List;

/**
 * A value that changes at milestones and stands in between.
 *
 * <p>The learning rate of the ELU paper (Clevert et al. 2016, §4.2) is 0.01 until iteration 35k,
 * 0.005 until 85k, 0.0005 until 135k and 0.00005 after that:
 *
 * <pre>{@code
 * Schedule rate = StepSchedule.bySteps(0.01).then(35_000, 0.005).then(85_000, 5e-4).then(135_000, 5e-5);
 * double last = rate.at(34_999, 500);    // 0.01
 * double next = rate.at(35_000, 500);    // 0.005
 * }</pre>
 *
 * @param unit what the milestones count
 * @param start the value before the first milestone
 * @param milestones in strictly rising order
 */
public record StepSchedule(Unit unit, double start, List<Milestone> milestones)
        implements Schedule {

    /** What milestones count. */
    public enum Unit {
        /** Updates. */
        STEPS,
        /** Whole passes over the data set. */
        EPOCHS
    }

    /**
     * A point from which on another value holds.
     *
     * @param from the count of steps or epochs that are done when the value first holds, above 0
     * @param value the value from there on
     */
    public record Milestone(long from, double value) {

        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException if {@code from} is below 1 or {@code value} not finite
         */
        public Milestone {
            ScheduleChecks.atLeast("Milestone", "from", from, 1);
            ScheduleChecks.finite("Milestone", "value", value);
        }
    }

    /**
     * Checks the order.
     *
     * @throws IllegalArgumentException if the milestones do not rise or a value is not finite
     */
    public StepSchedule {
        ScheduleChecks.finite("Step", "start", start);
        milestones = List.copyOf(milestones);
        for (int i = 1; i < milestones.size(); i++) {
            long before = milestones.get(i - 1).from();
            long from = milestones.get(i).from();
            if (from <= before) {
                throw new IllegalArgumentException(
                        "Step needs rising milestones. Received: "
                                + from
                                + " after "
                                + before
                                + ". Put them in order.");
            }
        }
    }

    /**
     * A value whose milestones count updates.
     *
     * @param start the value of the first update
     */
    public static StepSchedule bySteps(double start) {
        return new StepSchedule(Unit.STEPS, start, List.of());
    }

    /**
     * A value whose milestones count epochs.
     *
     * @param start the value in the first epoch
     */
    public static StepSchedule byEpochs(double start) {
        return new StepSchedule(Unit.EPOCHS, start, List.of());
    }

    /**
     * The same with one more milestone.
     *
     * @param from the count of steps or epochs done when the value first holds
     * @param value the value from there on
     */
    public StepSchedule then(long from, double value) {
        List<Milestone> all = new ArrayList<>(milestones);
        all.add(new Milestone(from, value));
        return new StepSchedule(unit, start, all);
    }

    @Override
    public double at(long step, long stepsPerEpoch) {
        ScheduleChecks.progress(step, stepsPerEpoch);
        long done = unit == Unit.STEPS ? step : step / stepsPerEpoch;
        double value = start;
        for (Milestone milestone : milestones) {
            if (done < milestone.from()) {
                break;
            }
            value = milestone.value();
        }
        return value;
    }
}
