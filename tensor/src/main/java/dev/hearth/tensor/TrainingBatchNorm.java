package dev.hearth.tensor;

import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Batch normalisation by the batch's own statistics, for float32 on the CPU. libtorch sums images that
 * lie channels last in float32, so that the mean of a channel is off by about 2e-6 of it. Where a mean
 * is large beside the deviation, a number near it is subtracted from the channel first, which changes
 * nothing but the rounding (Chan, Golub, LeVeque 1983, shifted data). Other batches are computed as
 * libtorch computes them, to the bit.
 */
final class TrainingBatchNorm {

    /** The largest |mean|/√(variance + ε) of a channel that is not shifted. */
    private static final float FAR = 16;

    private final Tensor x;
    private final Optional<Tensor> scale;
    private final Optional<Tensor> shift;
    private final Tensor runningMean;
    private final Tensor runningVariance;
    private final FloatPointer mean;
    private final FloatPointer variance;
    private final float[] meanBefore;
    private final float[] varianceBefore;
    private final double momentum;
    private final double epsilon;

    private TrainingBatchNorm(
            Tensor x,
            Optional<Tensor> scale,
            Optional<Tensor> shift,
            Tensor runningMean,
            Tensor runningVariance,
            double momentum,
            double epsilon) {
        this.x = x;
        this.scale = scale;
        this.shift = shift;
        this.runningMean = runningMean;
        this.runningVariance = runningVariance;
        this.mean = runningMean.raw().data_ptr_float();
        this.variance = runningVariance.raw().data_ptr_float();
        this.momentum = momentum;
        this.epsilon = epsilon;
        meanBefore = new float[(int) runningMean.count()];
        varianceBefore = new float[meanBefore.length];
        mean.get(meanBefore);
        variance.get(varianceBefore);
    }

    /** Whether it can be done here. */
    static boolean fits(Tensor x, Tensor runningMean, Tensor runningVariance) {
        return x.device().isCpu()
                && x.dtype() == DType.FLOAT32
                && x.dimensions() > 1
                && isPlain(runningMean, x.size(1))
                && isPlain(runningVariance, x.size(1));
    }

    private static boolean isPlain(Tensor figures, long channels) {
        return figures.device().isCpu()
                && figures.dtype() == DType.FLOAT32
                && figures.dimensions() == 1
                && figures.count() == channels
                && figures.raw().is_contiguous();
    }

    /** Normalises, and moves the running figures. */
    static Tensor apply(
            Tensor x,
            Optional<Tensor> scale,
            Optional<Tensor> shift,
            Tensor runningMean,
            Tensor runningVariance,
            double momentum,
            double epsilon) {
        return Tensor.call(
                "batchNorm",
                new TrainingBatchNorm(
                                x, scale, shift, runningMean, runningVariance, momentum, epsilon)
                        ::run,
                x,
                runningMean,
                runningVariance);
    }

    private org.bytedeco.pytorch.Tensor run() {
        // The running figures say which channels are far; any number of theirs is near their mean.
        float[] origins = new float[meanBefore.length];
        boolean isShifted = false;
        for (int c = 0; c < origins.length; c++) {
            float square = meanBefore[c] * meanBefore[c];
            if (square > FAR * FAR * (varianceBefore[c] + epsilon)) {
                origins[c] = 1;
                isShifted = true;
            }
        }
        if (isShifted) {
            float[] sample = sample();
            for (int c = 0; c < origins.length; c++) {
                origins[c] = origins[c] != 0 && Float.isFinite(sample[c]) ? sample[c] : 0;
            }
        }
        Result first = normalized(origins, isShifted);
        if (!first.moveFar(origins)) {
            return first.kept(origins, isShifted);
        }
        first.y.close();
        mean.put(meanBefore, 0, meanBefore.length);
        variance.put(varianceBefore, 0, varianceBefore.length);
        return normalized(origins, true).kept(origins, true);
    }

    /** The first number of each channel. */
    private float[] sample() {
        try (var inner = Scope.open();
                var noGrad = NoGrad.open()) {
            Tensor one = x;
            for (int d = 0; d < x.dimensions(); d++) {
                one = d == 1 ? one : one.narrow(d, 0, 1);
            }
            return one.toFloats();
        }
    }

    private Result normalized(float[] origins, boolean isShifted) {
        if (!isShifted) {
            return normalized(x.raw());
        }
        long[] extents = new long[x.dimensions()];
        Arrays.fill(extents, 1);
        extents[1] = origins.length;
        try (var inner = Scope.open()) {
            return normalized(x.sub(Tensor.of(origins, extents)).raw());
        }
    }

    private Result normalized(org.bytedeco.pytorch.Tensor from) {
        try (TensorOptional gamma = Tensor.optional(scale);
                TensorOptional beta = Tensor.optional(shift);
                TensorOptional means = new TensorOptional(runningMean.raw());
                TensorOptional variances = new TensorOptional(runningVariance.raw())) {
            return new Result(
                    torch.native_batch_norm(
                            from, gamma, beta, means, variances, true, momentum, epsilon));
        }
    }

    /** A normalised batch, and the statistics that it was normalised by. */
    private final class Result {
        private final org.bytedeco.pytorch.Tensor y;
        private final float[] mean = new float[meanBefore.length];

        /** 1/√(variance + ε). */
        private final float[] inverse = new float[mean.length];

        Result(T_TensorTensorTensor_T results) {
            try (results) {
                // A pointer of its own, because the tuple frees its own.
                y = new org.bytedeco.pytorch.Tensor(results.get0());
                results.get1().data_ptr_float().get(mean);
                results.get2().data_ptr_float().get(inverse);
            }
        }

        /** Adds means that are far to the origins; whether there is one. */
        boolean moveFar(float[] origins) {
            boolean any = false;
            for (int c = 0; c < mean.length; c++) {
                if (Math.abs(mean[c] * inverse[c]) > FAR && Float.isFinite(mean[c])) {
                    origins[c] += mean[c];
                    any = true;
                }
            }
            return any;
        }

        /** The output, once the running mean has moved: libtorch's knows of no origins. */
        org.bytedeco.pytorch.Tensor kept(float[] origins, boolean isShifted) {
            if (isShifted) {
                float[] moved = new float[mean.length];
                for (int c = 0; c < moved.length; c++) {
                    double here = (double) origins[c] + mean[c];
                    moved[c] = (float) ((1 - momentum) * meanBefore[c] + momentum * here);
                }
                TrainingBatchNorm.this.mean.put(moved, 0, moved.length);
            }
            return y;
        }
    }
}
