package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Context;
import dev.hearth.nn.Fans;
import dev.hearth.nn.FeatureAffine;
import dev.hearth.nn.Forward;
import dev.hearth.nn.OwnsResult;
import dev.hearth.nn.Parameter;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Phase;
import dev.hearth.nn.Role;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Constant;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Batch normalisation: y = γ(x − μ)/√(σ² + ε) + β for each channel, ε inside the root (Ioffe and
 * Szegedy 2015, alg. 1 and 2).
 *
 * <p>In {@link Phase#TRAINING}, μ and σ² are the batch's own, over examples and places, σ² with n in
 * its divisor; the running figures move by r ← (1 − momentum)·r + momentum·(the batch's). The running
 * variance takes the unbiased form, n − 1 in the divisor, as PyTorch has it. In {@link Phase#TESTING}
 * the running figures stand in for μ and σ², and stay as they are. In {@link Phase#INITIALIZING} the
 * batch's figures serve, and the running ones stay. Where a running figure is frozen, every phase
 * computes as {@link Phase#TESTING} does.
 *
 * <p>Any shape, kept; a channel is a feature of a vector or a channel of an image. Learns {@code
 * scale} (γ, begins at 1) and {@code shift} (β, at 0), and keeps {@code mean} (0) and {@code
 * variance} (1), [features] each. Figures of a batch need two numbers a channel: one vector alone is
 * refused.
 *
 * <p>A mean that is far from 0 costs no digits in training: on the CPU, a channel whose mean is above 16
 * deviations is shifted before its statistics are taken, and results are within 2e-5 of exact arithmetic
 * in either layout. The last bits depend on the count of threads.
 *
 * <pre>{@code
 * Layer hidden = Layers.sequence(new Linear(128), new BatchNorm(0.001, 0.1, BatchNormScale.NO), new Relu());
 * }</pre>
 *
 * @param epsilon ε, above 0; PyTorch's habit is 1e-5, TensorFlow's and Inception's 0.001
 * @param momentum the batch's share in the running figures, in (0, 1]; TensorFlow's decay is 1 − this
 * @param scale whether γ is there; β always is
 */
public record BatchNorm(double epsilon, double momentum, BatchNormScale scale)
        implements FeatureAffine {

    /** Refuses an ε that is not positive and a momentum outside of (0, 1]. */
    public BatchNorm {
        Objects.requireNonNull(scale, "scale");
        if (!(epsilon > 0) || Double.isInfinite(epsilon)) {
            throw Check.error(
                    "BatchNorm needs epsilon above 0",
                    "epsilon=" + epsilon,
                    "Use 1e-5, or 0.001 as in Inception");
        }
        if (!(momentum > 0 && momentum <= 1)) {
            throw Check.error(
                    "BatchNorm needs 0 < momentum ≤ 1, the batch's share in the running figures",
                    "momentum=" + momentum,
                    "Use 0.1, or 1 − decay for a decay");
        }
    }

    /** With ε = 1e-5, a tenth for each batch, and γ. */
    public BatchNorm() {
        this(1e-5, 0.1, BatchNormScale.YES);
    }

    @Override
    public Shape out(Shape in) {
        return in;
    }

    @Override
    public Complexity cost(Shape in) {
        long channels = in.features();
        return new Complexity(
                scale == BatchNormScale.YES ? 2 * channels : channels, 2 * channels, 0);
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        long channels = in.features();
        Fans one = new Fans(1, 1);
        Optional<Parameter> gamma =
                scale == BatchNormScale.YES
                        ? Optional.of(
                                parameters.parameter(
                                        "scale", Role.SCALE, Constant.ONE, one, channels))
                        : Optional.empty();
        Parameter beta = parameters.parameter("shift", Role.SHIFT, Constant.ZERO, one, channels);
        Parameter mean = parameters.buffer("mean", 0, channels);
        Parameter variance = parameters.buffer("variance", 1, channels);
        boolean still = mean.isFrozen() || variance.isFrozen();
        return (OwnsResult)
                (x, pass) -> {
                    boolean ofBatch = pass.phase() != Phase.TESTING && !still;
                    if (ofBatch && pass.isTraining() && pass.isSynchronised()) {
                        return synchronised(x, gamma, beta, mean.in(pass), variance.in(pass), pass);
                    }
                    return Functional.batchNorm(
                            x,
                            gamma.map(scale -> scale.in(pass)),
                            Optional.of(beta.in(pass)),
                            mean.in(pass),
                            variance.in(pass),
                            ofBatch,
                            ofBatch && pass.isTraining() ? momentum : 0,
                            epsilon);
                };
    }

    /** In two passes over the batch of all workers, as the single worker's kernel does. */
    private Tensor synchronised(
            Tensor input,
            Optional<Parameter> gamma,
            Parameter beta,
            Tensor mean,
            Tensor variance,
            Context pass) {
        Tensor x = input.to(DType.FLOAT32);
        long[] over = x.dimensions() == 4 ? new long[] {0, 2, 3} : new long[] {0};
        long[] each = new long[x.dimensions()];
        Arrays.fill(each, 1);
        each[1] = x.size(1);
        Tensor centre = pass.meanOverWorkers(x, over);
        Tensor centred = x.sub(centre);
        Tensor square = pass.meanOverWorkers(centred.square(), over);
        double count = pass.countOverWorkers(x);
        mean.lerpInPlace(centre.detach().flatten(0), momentum);
        variance.lerpInPlace(
                square.detach().flatten(0).mul(count / Math.max(1, count - 1)), momentum);
        Tensor normal = centred.mul(square.add(epsilon).rsqrt());
        Tensor scaled = gamma.isPresent() ? normal.mul(gamma.get().in(pass).reshape(each)) : normal;
        return scaled.add(beta.in(pass).reshape(each)).to(input.dtype());
    }

    @Override
    public Change change(Map<String, float[]> arrays) {
        float[] shift = arrays.get("shift");
        double[] factors = new double[shift.length];
        double[] offsets = new double[shift.length];
        for (int i = 0; i < shift.length; i++) {
            double gamma = scale == BatchNormScale.YES ? arrays.get("scale")[i] : 1;
            factors[i] = gamma / Math.sqrt(arrays.get("variance")[i] + epsilon);
            offsets[i] = shift[i] - factors[i] * arrays.get("mean")[i];
        }
        return new Change(factors, offsets);
    }
}
