package dev.hearth.optim;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What schedules may change from step to step: the learning rate, and the momentum where a schedule
 * has something to say about it (μ, or Adam's and Adamax's β₁).
 *
 * <pre>{@code
 * stepper.step(StepHyperparameters.of(0.1));         // the optimizer's own momentum
 * stepper.step(StepHyperparameters.of(0.1, 0.7));    // this step's momentum
 * }</pre>
 *
 * @param rate learning rate, 0 or more
 * @param momentum in [0, 1), in place of the optimizer's own; empty to keep that
 */
public record StepHyperparameters(double rate, OptionalDouble momentum) {

    /** Refuses rates below zero and momenta outside [0, 1). */
    public StepHyperparameters {
        Objects.requireNonNull(momentum, "momentum");
        if (!(rate >= 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException(
                    "Rates need a finite learning rate of 0 or more. Received: rate="
                            + rate
                            + ". Let the schedule end at 0.");
        }
        if (momentum.isPresent()) {
            OptimizerChecks.share(
                    "Rates", "momentum", momentum.getAsDouble(), "Ramp up to 0.99 at most");
        }
    }

    /**
     * A learning rate, with the momentum that the optimizer has itself.
     *
     * @param rate 0 or more
     */
    public static StepHyperparameters of(double rate) {
        return new StepHyperparameters(rate, OptionalDouble.empty());
    }

    /**
     * A learning rate and a momentum.
     *
     * @param rate 0 or more
     * @param momentum in [0, 1)
     */
    public static StepHyperparameters of(double rate, double momentum) {
        return new StepHyperparameters(rate, OptionalDouble.of(momentum));
    }

    /**
     * Refuses a momentum where nothing has one: a schedule without effect is a mistake.
     *
     * @param who the optimizer, for the message
     * @throws IllegalArgumentException if this step has a momentum of its own
     */
    public void refuseMomentum(String who) {
        if (momentum.isPresent()) {
            throw new IllegalArgumentException(
                    who
                            + " without momentum has nothing that a momentum schedule could"
                            + " change. Received: momentum="
                            + momentum.getAsDouble()
                            + ". Give the optimizer a momentum above 0, or drop the schedule.");
        }
    }
}
