package dev.hearth.optim;

import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An optimizer at work on one net's flat buffers. It reads the gradients that backward passes have
 * left, changes the values, and leaves the gradients (as its modifiers made them) to be cleared by
 * the caller.
 *
 * <p>Gaps between parameters hold zeros and stay so.
 *
 * <pre>{@code
 * net.parameters().clearGradients();
 * loss.backward();
 * stepper.step(StepHyperparameters.of(0.01));
 * }</pre>
 */
public final class OptimizerState implements Resumable {

    /** What the names of an average's tensors begin with. */
    static final String AVERAGE = "average.";

    private final Map<String, Tensor> state;
    private final UpdateRule rule;
    private final List<Runnable> before;
    private final List<Runnable> after;
    private final Optional<RunningAverage> average;
    private long steps;

    private OptimizerState(
            Map<String, Tensor> state,
            UpdateRule rule,
            List<Runnable> before,
            List<Runnable> after,
            Optional<RunningAverage> average) {
        this.state = state;
        this.rule = rule;
        this.before = before;
        this.after = after;
        this.average = average;
    }

    /**
     * One that has done no step yet.
     *
     * @param memory the buffers that the rule reads and writes
     * @param rule the arithmetic of a step
     */
    public static OptimizerState of(OptimizerMemory memory, UpdateRule rule) {
        return new OptimizerState(
                memory.state(),
                Objects.requireNonNull(rule, "rule"),
                List.of(),
                List.of(),
                Optional.empty());
    }

    /** This one, fresh as it is, with more around its rule. */
    OptimizerState around(List<Runnable> earlier, List<Runnable> later) {
        List<Runnable> allBefore = new ArrayList<>(earlier);
        allBefore.addAll(before);
        List<Runnable> allAfter = new ArrayList<>(after);
        allAfter.addAll(later);
        return new OptimizerState(state, rule, allBefore, allAfter, average);
    }

    /** This one, fresh as it is, with an average that takes each step in. */
    OptimizerState averaged(RunningAverage mean) {
        Map<String, Tensor> all = new LinkedHashMap<>(state);
        mean.state().forEach((name, tensor) -> all.put(AVERAGE + name, tensor));
        return new OptimizerState(
                Collections.unmodifiableMap(all), rule, before, after, Optional.of(mean));
    }

    /**
     * Lets the averages stand where the net's own numbers are, if the optimizer keeps any: for
     * evaluating.
     *
     * @return to be closed before the next step; empty without an {@link WithMovingAverage} optimizer, or
     *     before its first step
     */
    public Optional<RunningAverage.StandIn> standIn() {
        return average.filter(mean -> mean.steps() > 0).map(RunningAverage::standIn);
    }

    /**
     * One step: modifiers of gradients, the optimizer's rule, modifiers of values.
     *
     * @param rates of this step
     * @throws IllegalArgumentException if a momentum is given to an optimizer that has none
     */
    public void step(StepHyperparameters rates) {
        try (var turn = Scope.open()) {
            before.forEach(Runnable::run);
            rule.step(rates, steps + 1);
            after.forEach(Runnable::run);
            average.ifPresent(RunningAverage::update);
        }
        steps++;
    }

    @Override
    public Map<String, Tensor> state() {
        return state;
    }

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public void resumeAt(long steps) {
        this.steps = OptimizerChecks.steps(steps);
        average.ifPresent(mean -> mean.resumeAt(steps));
    }
}
