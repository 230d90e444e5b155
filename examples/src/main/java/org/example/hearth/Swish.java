package org.example.hearth;

import dev.hearth.nn.Forward;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Activation;

/** An activation: x·σ(x) (Ramachandran, Zoph and Le 2017), also called SiLU. Any shape, kept. */
public record Swish() implements Activation {

    @Override
    public Forward build(Shape in, Parameters parameters) {
        return (x, context) -> x.mul(x.sigmoid());
    }
}
