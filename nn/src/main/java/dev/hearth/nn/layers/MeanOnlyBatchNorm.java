package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Context;
import dev.hearth.nn.CustomGradient;
import dev.hearth.nn.Fans;
import dev.hearth.nn.FeatureAffine;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Parameter;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Phase;
import dev.hearth.nn.Role;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Constant;
import dev.hearth.tensor.Autograd;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import java.util.Map;
import java.util.Optional;

/**
 * Mean-only batch normalisation: y = x − μ + b for each channel, without a division by the deviation
 * (Salimans and Kingma 2016, §4, eqs. 8 and 9). Behind a weight normalisation, whose g sets the scale, and
 * with no bias before it. The gradient is ∇x = ∇y − mean(∇y).
 *
 * <p>In {@link Phase#TRAINING}, μ is the batch's own mean over examples and places, and the running
 * mean moves by r ← (1 − momentum)·r + momentum·μ. In {@link Phase#TESTING} the running mean stands in
 * for μ and stays as it is. In {@link Phase#INITIALIZING} the batch's mean serves, and the running one
 * stays.
 *
 * <p>Any shape, kept; a channel is a feature of a vector or a channel of an image. Learns {@code
 * shift} (b, begins at 0), and keeps {@code mean} (0), [features] each.
 *
 * <pre>{@code
 * Layer hidden = Layers.sequence(
 *         new WeightNorm(new Conv2d(96, 3).noBias()), new MeanOnlyBatchNorm(), new LeakyRelu(0.1));
 * }</pre>
 *
 * @param momentum the batch's share in the running mean, in (0, 1]; 0.1 in the published code
 */
public record MeanOnlyBatchNorm(double momentum) implements FeatureAffine, CustomGradient {

    /** Refuses a momentum outside of (0, 1]. */
    public MeanOnlyBatchNorm {
        if (!(momentum > 0 && momentum <= 1)) {
            throw Check.error(
                    "MeanOnlyBatchNorm needs 0 < momentum ≤ 1, the batch's share in the running mean",
                    "momentum=" + momentum,
                    "Use 0.1, or 1 − decay for a decay");
        }
    }

    /** With a tenth for each batch. */
    public MeanOnlyBatchNorm() {
        this(0.1);
    }

    @Override
    public Shape out(Shape in) {
        return in;
    }

    @Override
    public Complexity cost(Shape in) {
        return new Complexity(in.features(), in.features(), 0);
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        long channels = in.features();
        Parameter b =
                parameters.parameter("shift", Role.SHIFT, Constant.ZERO, new Fans(1, 1), channels);
        Parameter running = parameters.buffer("mean", 0, channels);
        long[] each =
                in instanceof Shape.Image
                        ? new long[] {1, channels, 1, 1}
                        : new long[] {1, channels};
        long[] over = in instanceof Shape.Image ? new long[] {0, 2, 3} : new long[] {0};
        return new Centering(b, running, each, over, momentum);
    }

    /**
     * The forward function.
     *
     * @param each the shape in which a number for each channel meets a batch
     * @param over the dimensions of a batch that are not channels
     */
    record Centering(Parameter b, Parameter running, long[] each, long[] over, double momentum)
            implements FollowedForward {

        @Override
        public Tensor apply(Tensor x, Context pass) {
            return isByHand(x, pass) ? byHand(x, pass, Optional.empty()) : recorded(x, pass);
        }

        /**
         * With an activation behind. In 16 bits both are one function with one gradient, of rows that are long
         * enough for vector instructions; where the activation's derivative follows from its result, that
         * overwrites its argument. In FLOAT32 the two stay apart, so that training gives the same bits as it did.
         */
        @Override
        public Forward followedBy(PointwiseForward activation) {
            return (x, pass) ->
                    x.dtype() == DType.BFLOAT16 && isByHand(x, pass)
                            ? byHand(x, pass, Optional.of(activation))
                            : activation.apply(apply(x, pass), pass);
        }

        private boolean isOfBatch(Context pass) {
            return pass.phase() != Phase.TESTING && !running.isFrozen();
        }

        private boolean isByHand(Tensor x, Context pass) {
            boolean isOfWorkers = isOfBatch(pass) && pass.isTraining() && pass.isSynchronised();
            return !isOfWorkers && x.device().isCpu() && (x.wantsGrad() || !NoGrad.isRecording());
        }

        private Tensor recorded(Tensor x, Context pass) {
            Tensor mean = isOfBatch(pass) ? mean(x, pass) : running.in(pass).reshape(each);
            return x.sub(mean.sub(b.in(pass).reshape(each)).to(x.dtype()));
        }

        /**
         * The same with a gradient that is written by hand: recorded, the gradient of the mean would be another
         * array of the input's size, and so would the sum of both. In 16 bits libtorch's loop over an addition
         * goes by rows of channels where one operand is such a row: a sixth of its speed over whole images.
         */
        private Tensor byHand(Tensor x, Context pass, Optional<PointwiseForward> activation) {
            boolean isOfBatch = isOfBatch(pass);
            Tensor shift = b.in(pass);
            double share = (double) x.size(1) / x.count();
            boolean keepsArgument =
                    activation.flatMap(PointwiseForward::backwardOfArgument).isPresent()
                            && x.wantsGrad();
            Tensor y;
            Tensor read;
            try (var scope = Scope.open();
                    var quiet = NoGrad.open()) {
                Tensor mean = isOfBatch ? mean(x, pass) : running.in(pass);
                Tensor centred = less(x, mean.flatten(0).sub(shift));
                y =
                        scope.keep(
                                activation
                                        .map(f -> keepsArgument ? f.recorded() : f.inPlace())
                                        .map(f -> f.apply(centred))
                                        .orElse(centred));
                read = keepsArgument ? scope.keep(centred) : y;
            }
            Tensor[] saved = activation.isPresent() ? new Tensor[] {read.detach()} : new Tensor[0];
            return Autograd.function(
                    x,
                    y,
                    incoming -> {
                        Tensor gradient =
                                activation
                                        .map(f -> f.backwardOfArgument().orElse(f.backward()))
                                        .map(f -> f.apply(whole(incoming), saved[0]))
                                        .orElse(incoming);
                        Tensor sum = gradient.sum(Tensor.Keep.NOTHING, over);
                        shift.grad().ifPresent(byShift -> byShift.addInPlace(sum, 1));
                        return isOfBatch ? less(gradient, sum.mul(share)) : gradient;
                    },
                    saved);
        }

        /** A sum times 1/n, since its gradient is a view where a mean's is an array. */
        private Tensor mean(Tensor x, Context pass) {
            // A mean of nothing would leave NaN in the running mean for ever.
            if (pass.isTraining() && x.count() == 0) {
                throw Check.error(
                        "MeanOnlyBatchNorm needs at least one number a channel when training",
                        x,
                        "Use a batch of one or more");
            }
            double share = (double) x.size(1) / x.count();
            Tensor mean =
                    pass.isTraining() && pass.isSynchronised()
                            ? pass.meanOverWorkers(x.to(DType.FLOAT32), over)
                            : x.sum(Tensor.Keep.DIMENSIONS, over).mul(share);
            if (pass.isTraining()) {
                running.in(pass).lerpInPlace(mean.detach().flatten(0), momentum);
            }
            return mean;
        }
    }

    /** A branch's part of a concatenation's gradient lies in rows too short for vector instructions. */
    private static Tensor whole(Tensor gradient) {
        return gradient.dimensions() == 4 ? gradient.channelsLast() : gradient.contiguous();
    }

    /** x − m, m [channels] in FLOAT32. */
    private static Tensor less(Tensor x, Tensor m) {
        if (x.dimensions() != 4) {
            return x.sub(m.to(x.dtype()));
        }
        long[] image = x.shape();
        image[0] = 1;
        Tensor rows = m.to(x.dtype()).reshape(1, m.count(), 1, 1).expand(image);
        return x.sub(rows.channelsLast());
    }

    @Override
    public Change change(Map<String, float[]> arrays) {
        float[] shift = arrays.get("shift");
        double[] factors = new double[shift.length];
        double[] offsets = new double[shift.length];
        for (int i = 0; i < shift.length; i++) {
            factors[i] = 1;
            offsets[i] = (double) shift[i] - arrays.get("mean")[i];
        }
        return new Change(factors, offsets);
    }
}
