package dev.hearth.nn.layers;

import dev.hearth.nn.Forward;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;

/**
 * Softmax over the features: fᵢ(x) = exp(xᵢ)/Σⱼ exp(xⱼ), i and j along dimension 1, so that each
 * vector sums to 1, and so does each place of an image over its channels. Where a loss follows, give
 * it logits instead: cross-entropy includes the softmax.
 *
 * <p>Any shape, kept.
 *
 * <pre>{@code
 * Layer probabilities = Layers.sequence(new Linear(10), new Softmax());
 * }</pre>
 */
public record Softmax() implements Activation {

    @Override
    public Forward build(Shape in, Parameters parameters) {
        return (x, pass) -> x.widened().softmax(1);
    }
}
