package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Tensor.Keep;

/**
 * The mean of each channel (Lin, Chen and Yan 2014, §3.2): y[c] = Σ x[c, i, j] / (height·width).
 *
 * <p>Image [channels × height × width] → vector [channels].
 *
 * <pre>{@code
 * Layer head = Layers.sequence(new GlobalAvgPool(), new Linear(1000));
 * }</pre>
 */
public record GlobalAvgPool() implements Layer {

    @Override
    public Shape out(Shape in) {
        return new Shape.Vector(Shape.image("GlobalAvgPool", in).channels());
    }

    @Override
    public Complexity cost(Shape in) {
        out(in);
        return Complexity.NONE;
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        out(in);
        return (x, pass) -> x.mean(Keep.NOTHING, 2, 3);
    }
}
