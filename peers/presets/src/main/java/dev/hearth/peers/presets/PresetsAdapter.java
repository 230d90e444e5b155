package dev.hearth.peers.presets;

import dev.hearth.peers.plan.Frame;
import dev.hearth.peers.plan.FrameworkAdapter;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** libtorch's functions. */
record PresetsAdapter(boolean training) implements FrameworkAdapter<Tensor> {

    private static final long[] ONCE = {1, 1};

    private static TensorOptional maybe(Optional<Tensor> tensor) {
        return tensor.map(TensorOptional::new).orElseGet(TensorOptional::new);
    }

    private static long[] window(Frame frame) {
        return new long[] {frame.rows(), frame.columns()};
    }

    private static long[] stride(Frame frame) {
        return new long[] {frame.down(), frame.across()};
    }

    private static long[] padding(Frame frame) {
        return new long[] {frame.top(), frame.left()};
    }

    @Override
    public Tensor convolution(Tensor x, Tensor weight, Optional<Tensor> bias, Frame frame) {
        return torch.conv2d(x, weight, maybe(bias), stride(frame), padding(frame), ONCE, 1);
    }

    @Override
    public Tensor linear(Tensor x, Tensor weight, Optional<Tensor> bias) {
        return torch.linear(x, weight, maybe(bias));
    }

    @Override
    public Tensor batchNorm(
            Tensor x,
            Optional<Tensor> scale,
            Tensor shift,
            Tensor mean,
            Tensor variance,
            double epsilon,
            double momentum) {
        return torch.batch_norm(
                x,
                maybe(scale),
                new TensorOptional(shift),
                new TensorOptional(mean),
                new TensorOptional(variance),
                training,
                momentum,
                epsilon,
                false);
    }

    @Override
    public Tensor relu(Tensor x) {
        return torch.relu(x);
    }

    @Override
    public Tensor leakyRelu(Tensor x, double slope) {
        return torch.leaky_relu(x, new Scalar(slope));
    }

    @Override
    public Tensor elu(Tensor x) {
        return torch.elu(x);
    }

    @Override
    public Tensor sigmoid(Tensor x) {
        return torch.sigmoid(x);
    }

    @Override
    public Tensor maxPool(Tensor x, Frame frame) {
        return torch.max_pool2d(x, window(frame), stride(frame), padding(frame), ONCE, false);
    }

    @Override
    public Tensor meanPool(Tensor x, Frame frame) {
        return torch.avg_pool2d(
                x, window(frame), stride(frame), padding(frame), false, false, new LongOptional());
    }

    @Override
    public Tensor globalMean(Tensor x) {
        return torch.adaptive_avg_pool2d(x, 1, 1).flatten(1, -1);
    }

    @Override
    public Tensor flatten(Tensor x) {
        return x.flatten(1, -1);
    }

    @Override
    public Tensor dropout(Tensor x, double rate) {
        return torch.dropout(x, rate, training);
    }

    @Override
    public Tensor noise(Tensor x, double deviation) {
        return training ? x.add(torch.randn_like(x).mul(new Scalar(deviation))) : x;
    }

    @Override
    public Tensor concat(List<Tensor> parts) {
        return torch.cat(new TensorVector(parts.toArray(new Tensor[0])), 1);
    }

    @Override
    public Tensor add(Tensor x, Tensor y, double scale) {
        return x.add(y, new Scalar(scale));
    }

    @Override
    public Tensor largest(Tensor x, int pieces) {
        return x.reshape(x.size(0), x.size(1) / pieces, pieces).amax(new long[] {2}, false);
    }

    @Override
    public Tensor normalized(Tensor direction, Tensor gain) {
        long units = gain.size(0);
        Tensor flat = direction.reshape(units, -1);
        Tensor lengths = flat.square().sum(new long[] {1}, true, new ScalarTypeOptional()).sqrt();
        return flat.mul(gain.reshape(units, 1).div(lengths)).reshape(direction.sizes().vec().get());
    }
}
