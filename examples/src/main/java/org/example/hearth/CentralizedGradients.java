package org.example.hearth;

import dev.hearth.nn.Parameters;
import dev.hearth.nn.Role;
import dev.hearth.optim.StepModifier;
import dev.hearth.tensor.Tensor;
import java.util.List;

/**
 * Something done to gradients before each step: the mean over each unit's incoming weights is taken away
 * (Yong et al. 2020, eq. 1).
 */
public record CentralizedGradients() implements StepModifier {

    @Override
    public Moment moment() {
        return Moment.BEFORE_STEP;
    }

    @Override
    public Runnable over(Parameters parameters) {
        List<Tensor> matrices =
                parameters.entries().stream()
                        .filter(entry -> entry.role() == Role.WEIGHT && entry.shape().size() > 1)
                        .map(entry -> parameters.gradient(entry.name()).flatten(1))
                        .toList();
        return () -> matrices.forEach(g -> g.addInPlace(g.mean(Tensor.Keep.DIMENSIONS, 1), -1));
    }
}
