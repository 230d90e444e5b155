package dev.hearth.optim;

import dev.hearth.nn.Parameters;
import dev.hearth.tensor.Tensor;
import java.util.Objects;

/**
 * Momentum in the classical form (Polyak 1964; Theano and pylearn2, with which GANs were first
 * trained): v ← μv − ηg, w ← w + v; with Nesterov's look-ahead w ← w + μv − ηg. Each gradient keeps
 * the learning rate of its own step; as long as the rate does not change, it equals {@link Sgd}.
 *
 * <pre>{@code
 * OptimizerState stepper = new ClassicalMomentum(0.5).over(net.parameters());
 * stepper.step(StepHyperparameters.of(0.1, 0.7));    // GAN's ramp from 0.5 to 0.7
 * }</pre>
 *
 * @param momentum μ in [0, 1)
 * @param nesterov whether to look ahead
 */
public record ClassicalMomentum(double momentum, Nesterov nesterov) implements Optimizer {

    /** Refuses a momentum outside [0, 1). */
    public ClassicalMomentum {
        Objects.requireNonNull(nesterov, "nesterov");
        OptimizerChecks.share("ClassicalMomentum", "momentum", momentum, "Use 0.5 to 0.9");
    }

    /**
     * Without look-ahead.
     *
     * @param momentum μ in [0, 1)
     */
    public ClassicalMomentum(double momentum) {
        this(momentum, Nesterov.NO);
    }

    @Override
    public OptimizerState over(Parameters parameters) {
        OptimizerMemory memory = new OptimizerMemory(parameters);
        Tensor w = memory.values();
        Tensor g = memory.gradients();
        Tensor v = memory.remember("velocity", 0);
        return OptimizerState.of(
                memory,
                (rates, step) -> {
                    double mu = rates.momentum().orElse(momentum);
                    if (nesterov == Nesterov.YES) {
                        v.mulInPlace(mu).addInPlace(g, -rates.rate());
                        w.addInPlace(g, -rates.rate()).addInPlace(v, mu);
                    } else {
                        w.descendInPlace(v, g, mu, rates.rate());
                    }
                });
    }
}
