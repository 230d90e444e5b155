package dev.hearth.peers.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import dev.hearth.peers.plan.Frame;
import dev.hearth.peers.plan.FrameworkAdapter;
import java.util.List;
import java.util.Optional;

/** DJL's functions, those that its blocks call. */
record DjlAdapter(boolean training) implements FrameworkAdapter<NDArray> {

    private static Shape window(Frame frame) {
        return new Shape(frame.rows(), frame.columns());
    }

    private static Shape stride(Frame frame) {
        return new Shape(frame.down(), frame.across());
    }

    private static Shape padding(Frame frame) {
        return new Shape(frame.top(), frame.left());
    }

    @Override
    public NDArray convolution(NDArray x, NDArray weight, Optional<NDArray> bias, Frame frame) {
        return Conv2d.conv2d(x, weight, bias.orElse(null), stride(frame), padding(frame))
                .singletonOrThrow();
    }

    @Override
    public NDArray linear(NDArray x, NDArray weight, Optional<NDArray> bias) {
        return Linear.linear(x, weight, bias.orElse(null)).singletonOrThrow();
    }

    @Override
    public NDArray batchNorm(
            NDArray x,
            Optional<NDArray> scale,
            NDArray shift,
            NDArray mean,
            NDArray variance,
            double epsilon,
            double momentum) {
        NDArray gamma = scale.orElseGet(() -> x.getManager().ones(shift.getShape()));
        // DJL's momentum is the share of what was there before.
        return BatchNorm.batchNorm(
                        x,
                        mean,
                        variance,
                        gamma,
                        shift,
                        1,
                        (float) (1 - momentum),
                        (float) epsilon,
                        training)
                .singletonOrThrow();
    }

    @Override
    public NDArray relu(NDArray x) {
        return Activation.relu(x);
    }

    @Override
    public NDArray leakyRelu(NDArray x, double slope) {
        return Activation.leakyRelu(x, (float) slope);
    }

    @Override
    public NDArray elu(NDArray x) {
        return Activation.elu(x, 1);
    }

    @Override
    public NDArray sigmoid(NDArray x) {
        return Activation.sigmoid(x);
    }

    @Override
    public NDArray maxPool(NDArray x, Frame frame) {
        return Pool.maxPool2d(x, window(frame), stride(frame), padding(frame), false);
    }

    @Override
    public NDArray meanPool(NDArray x, Frame frame) {
        return Pool.avgPool2d(x, window(frame), stride(frame), padding(frame), false, false);
    }

    @Override
    public NDArray globalMean(NDArray x) {
        NDArray mean = Pool.globalAvgPool2d(x);
        return mean.reshape(x.getShape().get(0), x.getShape().get(1));
    }

    @Override
    public NDArray flatten(NDArray x) {
        return x.reshape(x.getShape().get(0), -1);
    }

    @Override
    public NDArray dropout(NDArray x, double rate) {
        return training ? Dropout.dropout(x, (float) rate, true).singletonOrThrow() : x;
    }

    @Override
    public NDArray noise(NDArray x, double deviation) {
        return training
                ? x.add(
                        x.getManager()
                                .randomNormal(0, (float) deviation, x.getShape(), x.getDataType()))
                : x;
    }

    @Override
    public NDArray concat(List<NDArray> parts) {
        return NDArrays.concat(new NDList(parts), 1);
    }

    @Override
    public NDArray add(NDArray x, NDArray y, double scale) {
        return x.add(y.mul((float) scale));
    }

    @Override
    public NDArray largest(NDArray x, int pieces) {
        long units = x.getShape().get(1) / pieces;
        return x.reshape(x.getShape().get(0), units, pieces).max(new int[] {2});
    }

    @Override
    public NDArray normalized(NDArray direction, NDArray gain) {
        long units = gain.getShape().get(0);
        NDArray flat = direction.reshape(units, -1);
        NDArray lengths = flat.square().sum(new int[] {1}, true).sqrt();
        return flat.mul(gain.reshape(units, 1).div(lengths)).reshape(direction.getShape());
    }
}
