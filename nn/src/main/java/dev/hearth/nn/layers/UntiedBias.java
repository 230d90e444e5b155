package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Fans;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameter;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Role;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Constant;

/**
 * y = x + b with a b for each number of an image, begun at zero: pylearn2's {@code tied_b: 0}, where a
 * convolution's bias is one for each channel.
 *
 * <p>Any shape, kept.
 */
public record UntiedBias() implements Layer {

    @Override
    public Shape out(Shape in) {
        return in;
    }

    @Override
    public Complexity cost(Shape in) {
        return new Complexity(in.count(), 0, 0);
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        long count = in.count();
        Parameter bias =
                parameters.parameter(
                        "bias", Role.BIAS, Constant.ZERO, new Fans(count, count), in.batch(1));
        return (x, pass) -> x.add(bias.in(pass).to(x.dtype()));
    }
}
