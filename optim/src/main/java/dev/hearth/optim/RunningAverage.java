package dev.hearth.optim;

import dev.hearth.nn.Parameters;
import dev.hearth.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A running average at work on one net: see {@link MovingAverage}. It averages learned numbers and
 * kept ones (such as batch normalisation's running figures), each in one operation.
 */
public final class RunningAverage implements Resumable {

    /** The time in which averages stand where the net's own numbers stood; closing ends it. */
    public final class StandIn implements AutoCloseable {

        private boolean open = true;

        private StandIn() {
            swap();
            standing = true;
        }

        /** Puts the net's own numbers back, bit for bit. A second call does nothing. */
        @Override
        public void close() {
            if (open) {
                open = false;
                swap();
                standing = false;
            }
        }
    }

    private final MovingAverage average;
    private final Tensor values;
    private final Tensor kept;
    private final Tensor meanValues;
    private final Tensor meanKept;
    private final Tensor scratchValues;
    private final Tensor scratchKept;
    private final Map<String, Tensor> state;
    private long steps;
    private boolean standing;

    RunningAverage(MovingAverage average, Parameters parameters) {
        this.average = average;
        values = parameters.values();
        kept = parameters.state();
        meanValues = values.copy();
        meanKept = kept.copy();
        scratchValues = values.filledLike(0);
        scratchKept = kept.filledLike(0);
        Map<String, Tensor> named = new LinkedHashMap<>();
        named.put("values", meanValues);
        named.put("kept", meanKept);
        state = Collections.unmodifiableMap(named);
    }

    /**
     * Takes the net's numbers in; to be called after each step.
     *
     * @throws IllegalStateException while the averages stand in
     */
    public void update() {
        refuseWhileStandingIn("update");
        if (steps == 0) {
            meanValues.copyInPlace(values);
            meanKept.copyInPlace(kept);
        } else {
            double share = 1 - average.decayAt(steps);
            meanValues.lerpInPlace(values, share);
            meanKept.lerpInPlace(kept, share);
        }
        steps++;
    }

    /**
     * Lets the averages stand where the net's own numbers are.
     *
     * @return to be closed before the next step
     * @throws IllegalStateException if they stand in already
     */
    public StandIn standIn() {
        refuseWhileStandingIn("standIn");
        return new StandIn();
    }

    private void swap() {
        swap(values, meanValues, scratchValues);
        swap(kept, meanKept, scratchKept);
    }

    private static void swap(Tensor one, Tensor other, Tensor scratch) {
        scratch.copyInPlace(one);
        one.copyInPlace(other);
        other.copyInPlace(scratch);
    }

    private void refuseWhileStandingIn(String what) {
        if (standing) {
            throw new IllegalStateException(
                    what
                            + " needs the net's own numbers in their place. Received: a call while"
                            + " the averages stand in. Close the StandIn first.");
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException while the averages stand in
     */
    @Override
    public Map<String, Tensor> state() {
        refuseWhileStandingIn("state");
        return state;
    }

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public void resumeAt(long steps) {
        this.steps = OptimizerChecks.steps(steps);
    }
}
