package dev.hearth.train.recipe;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.hearth.optim.schedule.Schedule;
import java.util.Objects;

/** The optimiser's momentum, or its β₁, by step. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Momentum.OfOptimizer.class, name = "ofOptimizer"),
    @JsonSubTypes.Type(value = Momentum.Scheduled.class, name = "scheduled")
})
public sealed interface Momentum {

    /** As the optimiser's letter has it, throughout. */
    record OfOptimizer() implements Momentum {}

    /**
     * In its place.
     *
     * @param schedule its value by step, in [0, 1)
     */
    record Scheduled(Schedule schedule) implements Momentum {

        /** Refuses nothing at all. */
        public Scheduled {
            Objects.requireNonNull(schedule, "schedule");
        }
    }
}
