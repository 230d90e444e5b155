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
import java.util.Objects;

/**
 * Gated recurrent units (Cho et al. 2014), in libtorch's form and order of gates: r = σ(W·x + a + U·h
 * + b), z likewise, n = tanh(W·x + a + r·(U·h + b)), each with its part of W, U, a and b; h′ = (1 −
 * z)·n + z·h, from h = 0.
 *
 * <p>A sequence is an image of one channel, a row a step: 1 × steps × in → vector [units], or 1 ×
 * steps × units. Learns {@code weightInput} (W, [3·units × in]), {@code weightHidden} (U, [3·units ×
 * units]), {@code biasInput} (a) and {@code biasHidden} (b). Under weight normalisation each row of W
 * and of U, a gate of a unit, has a length of its own.
 *
 * <pre>{@code
 * Layer reader = Layers.sequence(Layers.weightNorm(new Gru(128)), Layers.linear(10));
 * }</pre>
 *
 * @param units h's extent, above 0
 */
public record Gru(int units, SequenceOutput output, Initializer weights) implements Layer {

    /** Refuses a layer without units. */
    public Gru {
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(weights, "weights");
        Sequences.units("Gru", units);
    }

    /**
     * The last state is the output; biases begin at 0, weights at {@link GlorotUniform}.
     *
     * @param units h's extent, above 0
     */
    public Gru(int units) {
        this(units, SequenceOutput.LAST, new GlorotUniform());
    }

    /** The cell, to be applied step by step. */
    public GruCell cell(int inputs, Parameters parameters) {
        Fans outer = new Fans(inputs, units);
        Fans inner = new Fans(units, units);
        Parameter w =
                parameters.parameter(
                        "weightInput", Role.WEIGHT, weights, outer, 3L * units, inputs);
        Parameter u =
                parameters.parameter(
                        "weightHidden", Role.WEIGHT, weights, inner, 3L * units, units);
        Parameter a =
                parameters.parameter("biasInput", Role.BIAS, Constant.ZERO, outer, 3L * units);
        Parameter b =
                parameters.parameter("biasHidden", Role.BIAS, Constant.ZERO, inner, 3L * units);
        return new GruCell(units, parameters, w, u, a, b);
    }

    @Override
    public Shape out(Shape in) {
        return Sequences.out(Sequences.check("Gru", in), units, output);
    }

    @Override
    public Complexity cost(Shape in) {
        Shape.Image image = Sequences.check("Gru", in);
        long products = 3L * units * (image.width() + units);
        return new Complexity(products + 6L * units, 0, products * image.height());
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        GruCell cell = cell(Sequences.check("Gru", in).width(), parameters);
        return (x, pass) -> Sequences.output(cell.over(Sequences.steps(x), pass), output);
    }
}
