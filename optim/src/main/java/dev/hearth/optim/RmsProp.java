package dev.hearth.optim;

import dev.hearth.nn.Parameters;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

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

    /** Numbers that are updated at a time: four such stretches are 8 MB. */
    private static final long STRETCH = 1 << 19;

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
        OptimizerChecks.share("RmsProp", "decay", decay, "Use 0.9, the usual value");
        OptimizerChecks.share("RmsProp", "momentum", momentum, "Use 0 for none, or 0.9");
        OptimizerChecks.epsilon("RmsProp", epsilon);
    }

    /**
     * As PyTorch computes it.
     *
     * @param decay ρ in [0, 1), there called alpha
     * @param epsilon ε, outside the root
     */
    public static RmsProp pyTorch(double decay, double epsilon) {
        return new RmsProp(Form.PYTORCH, decay, 0, epsilon);
    }

    /**
     * As TensorFlow computes it, and so the Inception papers.
     *
     * @param decay ρ in [0, 1)
     * @param epsilon ε, inside the root; Inception uses 1
     */
    public static RmsProp tensorFlow(double decay, double epsilon) {
        return new RmsProp(Form.TENSORFLOW, decay, 0, epsilon);
    }

    /**
     * Centred, as DQN's code computes it.
     *
     * @param decay ρ in [0, 1); DQN uses 0.95
     * @param epsilon ε, inside the root; DQN uses 0.01
     */
    public static RmsProp deepMind(double decay, double epsilon) {
        return new RmsProp(Form.DEEPMIND, decay, 0, epsilon);
    }

    /**
     * The same with a momentum.
     *
     * @param momentum μ in [0, 1)
     */
    public RmsProp withMomentum(double momentum) {
        return new RmsProp(form, decay, momentum, epsilon);
    }

    @Override
    public OptimizerState over(Parameters parameters) {
        OptimizerMemory memory = new OptimizerMemory(parameters);
        boolean centred = form == Form.DEEPMIND;
        Optional<Tensor> mean =
                Optional.of(centred).filter(c -> c).map(c -> memory.remember("mean", 0));
        Tensor square =
                centred
                        ? memory.remember("variance", 0)
                        : memory.remember("meanSquare", form == Form.TENSORFLOW ? 1 : 0);
        Optional<Tensor> velocity =
                Optional.of(momentum).filter(m -> m != 0).map(m -> memory.remember("velocity", 0));
        Tensor divisor = memory.scratch(STRETCH);
        List<Stretch> stretches = new ArrayList<>();
        for (long from = 0; from < memory.values().count(); from += STRETCH) {
            long begin = from;
            long length = Math.min(STRETCH, memory.values().count() - from);
            UnaryOperator<Tensor> part = whole -> whole.narrow(0, begin, length);
            stretches.add(
                    new Stretch(
                            part.apply(memory.values()),
                            part.apply(memory.gradients()),
                            mean.map(part),
                            part.apply(square),
                            velocity.map(part),
                            divisor.narrow(0, 0, length)));
        }
        return OptimizerState.of(
                memory,
                (rates, step) -> {
                    if (momentum == 0) {
                        rates.refuseMomentum("RmsProp");
                    }
                    stretches.forEach(stretch -> step(stretch, rates));
                });
    }

    /**
     * A part of the flat buffers, small enough that what one operation writes the next still finds in
     * the processor's cache, and that the divisors of all parts take turns in one.
     */
    private record Stretch(
            Tensor values,
            Tensor gradients,
            Optional<Tensor> mean,
            Tensor square,
            Optional<Tensor> velocity,
            Tensor divisor) {}

    private void step(Stretch at, StepHyperparameters rates) {
        divide(at);
        if (at.velocity().isEmpty()) {
            at.values().addQuotientInPlace(at.gradients(), at.divisor(), -rates.rate());
            return;
        }
        Tensor b = at.velocity().get();
        boolean rateLast = form == Form.PYTORCH;
        b.mulInPlace(rates.momentum().orElse(momentum))
                .addQuotientInPlace(at.gradients(), at.divisor(), rateLast ? 1 : rates.rate());
        at.values().addInPlace(b, rateLast ? -rates.rate() : -1);
    }

    /** Updates the running means and writes the divisor. */
    private void divide(Stretch at) {
        Tensor g = at.gradients();
        Tensor square = at.square();
        Tensor divisor = at.divisor();
        if (form == Form.DEEPMIND) {
            Tensor mean = at.mean().orElseThrow();
            // s − a² follows ρ(s − a²) + ρ(1 − ρ)(g − a)², which rounding never makes negative.
            divisor.copyInPlace(g).addInPlace(mean, -1);
            square.mulInPlace(decay).addProductInPlace(divisor, divisor, decay * (1 - decay));
            mean.lerpInPlace(g, 1 - decay);
            divisor.sumOfInPlace(square, epsilon).sqrtInPlace();
            return;
        }
        square.mulInPlace(decay).addProductInPlace(g, g, 1 - decay);
        if (form == Form.TENSORFLOW) {
            divisor.sumOfInPlace(square, epsilon).sqrtInPlace();
        } else {
            divisor.sqrtOfInPlace(square).addInPlace(epsilon);
        }
    }
}
