package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Fans;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Initializer;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameter;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Role;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.GlorotUniform;
import dev.hearth.tensor.Check;
import java.util.Objects;

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000),
 * in libtorch's form and order of gates: i, f, g, o are the parts of W·x + U·h + b; c′ = σ(f)·c +
 * σ(i)·tanh(g); h′ = σ(o)·tanh(c′); from h = c = 0. libtorch's second bias,
 * which would only be added to b, is left out.
 *
 * <p>A sequence is an image of one channel, a row a step: 1 × steps × in → vector [units], or 1 ×
 * steps × units. Learns {@code weightInput} (W, [4·units × in]), {@code weightHidden} (U, [4·units ×
 * units]) and {@code bias} (b). Under weight normalisation each row of W and of U, a gate of a unit,
 * has a length of its own.
 *
 * <p>Where each input depends on the output before, {@link #cell} makes the steps one by one.
 *
 * <pre>{@code
 * Layer reader = Layers.sequence(Layers.weightNorm(new Lstm(256)), Layers.linear(10));
 * }</pre>
 *
 * @param units h's and c's extent, above 0
 * @param forgetBias where the forget gate's bias begins, finite; the others begin at 0
 */
public record Lstm(int units, SequenceOutput output, double forgetBias, Initializer weights)
        implements Layer {

    /** Refuses a layer without units and a bias that is no number. */
    public Lstm {
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(weights, "weights");
        Sequences.units("Lstm", units);
        if (!Double.isFinite(forgetBias)) {
            throw Check.error(
                    "Lstm needs a finite forget bias",
                    forgetBias,
                    "Use 0, or 1 to remember at first");
        }
    }

    /**
     * The last state is the output; biases begin at 0, weights at {@link GlorotUniform}.
     *
     * @param units h's and c's extent, above 0
     */
    public Lstm(int units) {
        this(units, SequenceOutput.LAST, 0, new GlorotUniform());
    }

    /**
     * The cell, to be applied step by step.
     *
     * @param parameters where its own are declared, such as {@link WeightNorm#normalizing}
     */
    public LstmCell cell(int inputs, Parameters parameters) {
        Fans outer = new Fans(inputs, units);
        Fans inner = new Fans(units, units);
        Parameter w =
                parameters.parameter(
                        "weightInput", Role.WEIGHT, weights, outer, 4L * units, inputs);
        Parameter u =
                parameters.parameter(
                        "weightHidden", Role.WEIGHT, weights, inner, 4L * units, units);
        Initializer begin =
                (shape, fans, chance) -> {
                    var bias = Constant.ZERO.draw(shape, fans, chance);
                    bias.narrow(0, units, units).fillInPlace(forgetBias);
                    return bias;
                };
        Parameter b = parameters.parameter("bias", Role.BIAS, begin, outer, 4L * units);
        return new LstmCell(units, parameters, w, u, b);
    }

    @Override
    public Shape out(Shape in) {
        return Sequences.out(Sequences.check("Lstm", in), units, output);
    }

    @Override
    public Complexity cost(Shape in) {
        Shape.Image image = Sequences.check("Lstm", in);
        long products = 4L * units * (image.width() + units);
        return new Complexity(products + 4L * units, 0, products * image.height());
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        LstmCell cell = cell(Sequences.check("Lstm", in).width(), parameters);
        return (x, pass) -> Sequences.output(cell.over(Sequences.steps(x), pass), output);
    }
}
