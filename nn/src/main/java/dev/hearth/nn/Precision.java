package dev.hearth.nn;

/**
 * In what a {@link Model} computes its forward and backward pass. Parameters, gradients, the optimizer's
 * moments and the model's output are float32 in either.
 *
 * <pre>{@code
 * static Tensor logits(Model net, Tensor images) {
 *     return net.computingIn(Precision.BFLOAT16).apply(images, Context.training(new Seed(1)));  // FLOAT32
 * }
 * }</pre>
 */
public enum Precision {
    /** All in 32 bits: 24 bits of significand. */
    FLOAT32,

    /**
     * Mixed: convolutions, and linear layers of at least {@link WeightedSum#LARGE} weights, multiply in bfloat16
     * (8 bits of significand, float32's exponent) and add up in float32; activations between them stay in
     * bfloat16. Weights are rounded anew in each pass, from float32. In float32 are: the statistics of
     * batch normalisations, norms and gains of weight normalisation, means over an image, softmax, recurrent layers,
     * small linear layers, data-dependent initialisation, and with the output the loss.
     *
     * <p>A result is off by some 2⁻⁸ of its layer's scale. There is no overflow that float32 would not have,
     * so the loss needs no scaling.
     */
    BFLOAT16
}
