package dev.hearth.optim;

import dev.hearth.nn.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * An optimizer with modifiers around each step, made by {@link Optimizer#with}. Those before the
 * step run in the list's order, then the optimizer, then those after it in the list's order.
 *
 * @param optimizer the one inside
 * @param modifiers at least one
 */
public record WithModifiers(Optimizer optimizer, List<StepModifier> modifiers)
        implements Optimizer {

    /** Refuses an empty list. */
    public WithModifiers {
        Objects.requireNonNull(optimizer, "optimizer");
        modifiers = List.copyOf(modifiers);
        if (modifiers.isEmpty()) {
            throw new IllegalArgumentException(
                    "with needs at least one modifier. Received: none. Use the optimizer as it"
                            + " is.");
        }
    }

    @Override
    public OptimizerState over(Parameters parameters) {
        List<Runnable> before = new ArrayList<>();
        List<Runnable> after = new ArrayList<>();
        for (StepModifier modifier : modifiers) {
            (modifier.moment() == StepModifier.Moment.BEFORE_STEP ? before : after)
                    .add(modifier.over(parameters));
        }
        return optimizer.over(parameters).around(before, after);
    }

    /** One flat list, so that a chain of {@code with} runs in the order in which it is read. */
    @Override
    public Optimizer with(StepModifier... more) {
        List<StepModifier> all = new ArrayList<>(modifiers);
        all.addAll(List.of(more));
        return new WithModifiers(optimizer, all);
    }
}
