package dev.hearth.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Layers on the presets' functions, whose parameters stand in the order in which they were asked for. */
final class PresetsLayers {

    private final List<Tensor> parameters = new ArrayList<>();

    List<Tensor> parameters() {
        return parameters;
    }

    Tensor parameter(long... shape) {
        Tensor parameter = torch.zeros(shape).set_requires_grad(true);
        parameters.add(parameter);
        return parameter;
    }

    UnaryOperator<Tensor> linear(int in, int out) {
        Tensor weight = parameter(out, in);
        TensorOptional bias = new TensorOptional(parameter(out));
        return x -> torch.linear(x, weight, bias);
    }

    /** A square kernel, padded as TensorFlow's {@code SAME} is: equally, or one row more at the end. */
    UnaryOperator<Tensor> same(int in, int out, int kernel, int stride) {
        int missing = kernel - stride;
        int before = missing / 2;
        if (missing % 2 == 0) {
            return conv(in, out, kernel, stride, before);
        }
        UnaryOperator<Tensor> plain = conv(in, out, kernel, stride, 0);
        long[] sides = {before, missing - before, before, missing - before};
        Scalar zero = new Scalar(0.0);
        return x -> plain.apply(torch.constant_pad_nd(x, sides, zero));
    }

    UnaryOperator<Tensor> conv(int in, int out, int kernel, int stride, int padding) {
        Tensor weight = parameter(out, in, kernel, kernel);
        TensorOptional bias = new TensorOptional(parameter(out));
        long[] strides = {stride, stride};
        long[] paddings = {padding, padding};
        long[] dilations = {1, 1};
        return x -> torch.conv2d(x, weight, bias, strides, paddings, dilations, 1);
    }

    UnaryOperator<Tensor> transposed(int in, int out, int kernel, int stride) {
        Tensor weight = parameter(in, out, kernel, kernel);
        TensorOptional bias = new TensorOptional(parameter(out));
        long[] strides = {stride, stride};
        long[] paddings = {(kernel - stride) / 2, (kernel - stride) / 2};
        long[] none = {0, 0};
        return x -> torch.conv_transpose2d(x, weight, bias, strides, paddings, none, 1, 1, 1);
    }
}
