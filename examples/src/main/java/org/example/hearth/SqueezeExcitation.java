package org.example.hearth;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Layers;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Tensor;

/**
 * A layer with parameters, made of other layers: each channel is scaled by a number from 0 to 1 that two
 * linear layers compute of all channels' means (Hu, Shen and Sun 2018, §3). Images, shape kept.
 *
 * @param reduction channels for each hidden unit, 16 in the paper
 */
public record SqueezeExcitation(int reduction) implements Layer {

    public SqueezeExcitation {
        if (reduction < 1) {
            throw Check.error(
                    "SqueezeExcitation needs a reduction of 1 or more", reduction, "Use 16");
        }
    }

    private Layer gate(Shape in) {
        int channels = in.features();
        return Layers.sequence(
                Layers.globalAvgPool(),
                Layers.flatten(),
                Layers.linear(Math.max(1, channels / reduction)),
                Layers.relu(),
                Layers.linear(channels),
                Layers.sigmoid());
    }

    @Override
    public Shape out(Shape in) {
        return in;
    }

    @Override
    public Complexity cost(Shape in) {
        return gate(in).cost(in).plus(new Complexity(0, 0, in.count()));
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        Forward gate = gate(in).build(in, parameters.scope("gate"));
        return (x, context) -> {
            Tensor scale = gate.apply(x, context);
            return x.mul(scale.reshape(scale.size(0), scale.size(1), 1, 1));
        };
    }
}
