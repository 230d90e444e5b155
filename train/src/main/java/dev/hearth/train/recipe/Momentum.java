package dev.hearth.train.recipe;

import dev.hearth.optim.schedule.Schedule;
import java.util.Objects;
import java.util.OptionalDouble;

/** The optimizer's momentum, or its β₁, by step. */
public interface Momentum {

    /**
     * The value for one update.
     *
     * @param step updates done before, from 0
     * @param stepsPerEpoch above 0
     * @return in [0, 1); empty for the optimizer's own
     */
    OptionalDouble at(long step, long stepsPerEpoch);

    /** The optimizer's own, throughout. */
    record OfOptimizer() implements Momentum {

        @Override
        public OptionalDouble at(long step, long stepsPerEpoch) {
            return OptionalDouble.empty();
        }
    }

    /**
     * Another one in its place.
     *
     * @param schedule its value by step, in [0, 1)
     */
    record Scheduled(Schedule schedule) implements Momentum {

        /** Refuses null. */
        public Scheduled {
            Objects.requireNonNull(schedule, "schedule");
        }

        @Override
        public OptionalDouble at(long step, long stepsPerEpoch) {
            return OptionalDouble.of(schedule.at(step, stepsPerEpoch));
        }
    }
}
