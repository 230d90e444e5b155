package dev.hearth.optim;

import dev.hearth.nn.Parameters;
import dev.hearth.tensor.Tensor;
import java.util.Objects;

/**
 * Stochastic gradient descent with momentum, in PyTorch's form: v ← μv + g, w ← w − ηv; with
 * Nesterov's look-ahead w ← w − η(g + μv). The learning rate η acts on the whole velocity, so a lower
 * rate slows at once; in {@link ClassicalMomentum} it does so by and by.
 *
 * <pre>{@code
 * OptimizerState stepper = new Sgd(0.9, Nesterov.YES).over(net.parameters());
 * }</pre>
 *
 * @param momentum μ in [0, 1); 0 for plain descent without memory
 * @param nesterov whether to look ahead; needs a momentum
 */
public record Sgd(double momentum, Nesterov nesterov) implements Optimizer {

    /** Refuses a momentum outside [0, 1), and a look-ahead without momentum. */
    public Sgd {
        Objects.requireNonNull(nesterov, "nesterov");
        OptimizerChecks.share("Sgd", "momentum", momentum, "Use 0.9, the usual value");
        if (nesterov == Nesterov.YES && momentum == 0) {
            throw new IllegalArgumentException(
                    "Sgd looks ahead along its velocity. Received: nesterov=YES, momentum=0.0."
                            + " Give a momentum above 0, or Nesterov.NO.");
        }
    }

    /** Plain descent: w ← w − ηg. */
    public Sgd() {
        this(0);
    }

    /**
     * Without look-ahead.
     *
     * @param momentum μ in [0, 1)
     */
    public Sgd(double momentum) {
        this(momentum, Nesterov.NO);
    }

    @Override
    public OptimizerState over(Parameters parameters) {
        OptimizerMemory memory = new OptimizerMemory(parameters);
        return OptimizerState.of(memory, memory.elementwise(this::rule));
    }

    private UpdateRule rule(OptimizerMemory memory) {
        Tensor w = memory.values();
        Tensor g = memory.gradients();
        if (momentum == 0) {
            return (rates, step) -> {
                rates.refuseMomentum("Sgd");
                w.addInPlace(g, -rates.rate());
            };
        }
        Tensor v = memory.remember("velocity", 0);
        return (rates, step) -> {
            double mu = rates.momentum().orElse(momentum);
            v.mulInPlace(mu).addInPlace(g, 1);
            if (nesterov == Nesterov.YES) {
                w.addInPlace(g, -rates.rate()).addInPlace(v, -rates.rate() * mu);
            } else {
                w.addInPlace(v, -rates.rate());
            }
        };
    }
}
