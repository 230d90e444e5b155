package dev.hearth.train.optim;

import dev.hearth.nn.Parameters;
import dev.hearth.tensor.Tensor;
import java.util.Objects;

/**
 * RMSProp (Hinton 2012, lecture 6): gradients divided by the root of a running mean of their
 * squares. Three public forms differ enough to decide whether a recipe trains; see {@link Form}.
 *
 * <pre>{@code
 * Optimizer inception = RmsProp.tensorFlow(0.9, 1.0).withMomentum(0.9);
 * Optimizer dqn = RmsProp.deepMind(0.95, 0.01);
 * }</pre>
 *
 * @param form whose arithmetic
 * @param decay ρ in [0, 1), of the running means
 * @param momentum μ in [0, 1); 0 for none
 * @param epsilon ε, 1e-30 or more; its place follows from the form
 */
public record RmsProp(Form form, double decay, double momentum, double epsilon)
        implements Optimizer {

    /** Whose arithmetic. With μ = 0 the values move by the step itself. */
    public enum Form {
        /** s ← ρs + (1 − ρ)g² from 0; b ← μb + g/(√s + ε); w ← w − ηb. */
        PYTORCH,
        /** s ← ρs + (1 − ρ)g² from 1; b ← μb + ηg/√(s + ε); w ← w − b. */
        TENSORFLOW,
        /**
         * Centred, as in DQN's code: s ← ρs + (1 − ρ)g², a ← ρa + (1 − ρ)g, both from 0;
         * b ← μb + ηg/√(s − a² + ε); w ← w − b.
         */
        DEEPMIND
    }

    /** Refuses shares outside [0, 1) and ε that float32 does not hold. */
    public RmsProp {
        Objects.requireNonNull(form, "form");
        Limits.share("RmsProp", "decay", decay, "Use 0.9, the usual value");
        Limits.share("RmsProp", "momentum", momentum, "Use 0 for none, or 0.9");
        Limits.epsilon("RmsProp", epsilon);
    }

    /**
     * As PyTorch computes it.
     *
     * @param decay ρ in [0, 1), there called alpha
     * @param epsilon ε, outside the root
     * @return without momentum
     */
    public static RmsProp pyTorch(double decay, double epsilon) {
        return new RmsProp(Form.PYTORCH, decay, 0, epsilon);
    }

    /**
     * As TensorFlow computes it, and so the Inception papers.
     *
     * @param decay ρ in [0, 1)
     * @param epsilon ε, inside the root; Inception uses 1
     * @return without momentum
     */
    public static RmsProp tensorFlow(double decay, double epsilon) {
        return new RmsProp(Form.TENSORFLOW, decay, 0, epsilon);
    }

    /**
     * Centred, as DQN's code computes it.
     *
     * @param decay ρ in [0, 1); DQN uses 0.95
     * @param epsilon ε, inside the root; DQN uses 0.01
     * @return without momentum
     */
    public static RmsProp deepMind(double decay, double epsilon) {
        return new RmsProp(Form.DEEPMIND, decay, 0, epsilon);
    }

    /**
     * The same with a momentum.
     *
     * @param momentum μ in [0, 1)
     * @return a new letter
     */
    public RmsProp withMomentum(double momentum) {
        return new RmsProp(form, decay, momentum, epsilon);
    }

    @Override
    public Stepper over(Parameters parameters) {
        Stepper.Memory memory = new Stepper.Memory(parameters);
        Tensor w = memory.values;
        Tensor g = memory.gradients;
        Tensor divisor = memory.scratch();
        Runnable divide = divider(memory, divisor);
        if (momentum == 0) {
            return Stepper.of(
                    memory,
                    (rates, step) -> {
                        rates.refuseMomentum("RmsProp");
                        divide.run();
                        w.addQuotientInPlace(g, divisor, -rates.rate());
                    });
        }
        Tensor b = memory.remember("velocity", 0);
        return Stepper.of(
                memory,
                (rates, step) -> {
                    divide.run();
                    boolean rateLast = form == Form.PYTORCH;
                    b.mulInPlace(rates.momentum().orElse(momentum))
                            .addQuotientInPlace(g, divisor, rateLast ? 1 : rates.rate());
                    w.addInPlace(b, rateLast ? -rates.rate() : -1);
                });
    }

    /** Updates the running means and writes the divisor. */
    private Runnable divider(Stepper.Memory memory, Tensor divisor) {
        Tensor g = memory.gradients;
        if (form == Form.DEEPMIND) {
            Tensor mean = memory.remember("mean", 0);
            Tensor variance = memory.remember("variance", 0);
            // s − a² follows ρ(s − a²) + ρ(1 − ρ)(g − a)², which rounding never makes negative.
            return () -> {
                divisor.copyInPlace(g).addInPlace(mean, -1);
                variance.mulInPlace(decay).addProductInPlace(divisor, divisor, decay * (1 - decay));
                mean.lerpInPlace(g, 1 - decay);
                divisor.sumOfInPlace(variance, epsilon).sqrtInPlace();
            };
        }
        Tensor square = memory.remember("meanSquare", form == Form.TENSORFLOW ? 1 : 0);
        return () -> {
            square.mulInPlace(decay).addProductInPlace(g, g, 1 - decay);
            if (form == Form.TENSORFLOW) {
                divisor.sumOfInPlace(square, epsilon).sqrtInPlace();
            } else {
                divisor.sqrtOfInPlace(square).addInPlace(epsilon);
            }
        };
    }
}
