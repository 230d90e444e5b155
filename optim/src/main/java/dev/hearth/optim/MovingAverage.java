package dev.hearth.optim;

import dev.hearth.nn.Parameters;
import java.util.Objects;

/**
 * A running average of a model's parameters and state, with which it is evaluated:
 * a ← δa + (1 − δ)w after each step (Polyak and Juditsky 1992, in its exponential form).
 *
 * <p>The first update takes the values as they are, so it does not matter what they were before a
 * data-dependent initialisation.
 *
 * <pre>{@code
 * RunningAverage average = new MovingAverage(0.9999).over(net.parameters());
 * stepper.step(rates);
 * average.update();
 * try (var standIn = average.standIn()) {
 *     evaluate(net);
 * }
 * }</pre>
 *
 * @param decay δ in [0, 1)
 * @param beginning whether δ is smaller at first
 */
public record MovingAverage(double decay, Beginning beginning) {

    /** How the average begins. */
    public enum Beginning {
        /** With δ from the first update on. */
        AT_ONCE,
        /** With min(δ, (1 + t)/(10 + t)) at update t from 0, as TensorFlow does given a step count. */
        GENTLE
    }

    /** Refuses a decay outside [0, 1). */
    public MovingAverage {
        OptimizerChecks.share(
                "MovingAverage", "decay", decay, "Use 0.9999, or overEpochs(10, steps)");
        Objects.requireNonNull(beginning, "beginning");
    }

    /**
     * With the full decay at once.
     *
     * @param decay δ in [0, 1)
     */
    public MovingAverage(double decay) {
        this(decay, Beginning.AT_ONCE);
    }

    /**
     * An average over about so many epochs: δ = 1 − 1/(epochs · steps). Weight normalisation's
     * variational auto-encoders are evaluated over about 10.
     *
     * @param epochs above 0
     * @param stepsPerEpoch updates in an epoch, above 0
     * @return with the full decay at once
     */
    public static MovingAverage overEpochs(double epochs, long stepsPerEpoch) {
        double steps = epochs * stepsPerEpoch;
        if (!(steps >= 1) || Double.isInfinite(steps)) {
            throw new IllegalArgumentException(
                    "overEpochs needs at least one step to average over. Received: epochs="
                            + epochs
                            + ", stepsPerEpoch="
                            + stepsPerEpoch
                            + ". Give epochs and steps above 0.");
        }
        return new MovingAverage(1 - 1 / steps);
    }

    /** δ at an update, counted from 0. */
    double decayAt(long update) {
        return beginning == Beginning.AT_ONCE
                ? decay
                : Math.min(decay, (1.0 + update) / (10.0 + update));
    }

    /**
     * The same at work on a model.
     *
     * @param parameters what is averaged
     * @return fresh; its memory belongs to the scope that is open now
     */
    public RunningAverage over(Parameters parameters) {
        return new RunningAverage(this, parameters);
    }
}
