package dev.hearth.optim.loss;

import dev.hearth.tensor.Functional;
import dev.hearth.tensor.Tensor;

/**
 * What the two participants of a generative adversarial net make small (Goodfellow et al. 2014), with D the
 * sigmoid of the discriminator's logits.
 *
 * <pre>{@code
 * static Tensor judged(Tensor onReal, Tensor onFakes) {
 *     return GanLoss.NON_SATURATING.discriminator(onReal, onFakes, DiscriminatorLabels.HARD);
 * }
 * }</pre>
 */
public enum GanLoss {
    /** Eq. 1: D: −E log D(x) − E log(1 − D(G(z))); G: E log(1 − D(G(z))). */
    MINIMAX(1),
    /** §3: D as above; G: −E log D(G(z)), with the same fixed point and a stronger early gradient. */
    NON_SATURATING(1),
    /** The paper's code: D: half of the above; G: −E log D(G(z)). */
    PUBLISHED(0.5);

    /** Beyond it a float's exponential overflows when it is multiplied. */
    private static final double MOST = 60;

    /** σ(−60), the least derivative by a fake's logit that the factor is meant for. */
    private static final double LEAST = 1 / (1 + Math.exp(MOST));

    private final double share;

    GanLoss(double share) {
        this.share = share;
    }

    /**
     * What the discriminator makes small.
     *
     * @param real its logits on real images
     * @param fake its logits on the generator's
     * @param labels what it is told
     */
    public Tensor discriminator(Tensor real, Tensor fake, DiscriminatorLabels labels) {
        Tensor both =
                Functional.binaryCrossEntropy(real, real.filledLike(labels.real()))
                        .add(Functional.binaryCrossEntropy(fake, fake.filledLike(labels.fake())));
        return share == 1 ? both : both.mul(share);
    }

    /**
     * What the generator makes small.
     *
     * @param fake the discriminator's logits on its images
     */
    public Tensor generator(Tensor fake) {
        return this == MINIMAX
                ? Functional.binaryCrossEntropy(fake, fake.filledLike(0)).neg()
                : Functional.binaryCrossEntropy(fake, fake.filledLike(1));
    }

    /**
     * How many times as large, for each image of the generator, the derivative of {@link #generator}
     * by the logit is as that of {@link #discriminator}, with a label of 0 for fakes: −1/s or −e⁻ˡ/s,
     * s being 1 or ½. A logit is one number an image, so the gradients by the image differ by the same
     * factor, and one backward pass serves both participants.
     *
     * <p>The factor of a logit below −60 is that of −60: a float32 holds neither e⁶¹ times a gradient nor
     * the gradient of e⁻⁹⁰ that it would multiply. So that the product is right there too, the
     * discriminator's loss has {@link #derivativeFloor} added.
     *
     * @param fake logits
     * @return a factor for each
     */
    public Tensor steering(Tensor fake) {
        return this == MINIMAX
                ? fake.filledLike(-1 / share)
                : fake.neg().clamp(-MOST, MOST).exp().mul(-1 / share);
    }

    /**
     * A loss of value 0 beside {@link #discriminator}: it raises the derivative by a logit below −60 from
     * s·σ(l)/n to the s·σ(−60)/n that {@link #steering} reckons with, n images having been made. To the
     * discriminator that is nothing, less than 10⁻²⁶ of an image that it takes for real; without it the
     * generator would learn from such images e^{l + 60} times what it should. For logits from −60 on, and
     * for {@link #MINIMAX}, whose factor is constant, it changes nothing.
     *
     * <p>Source: the derivatives of the losses, σ(l) for a fake and −(1 − σ(l)) for the generator.
     *
     * @param fake the discriminator's logits on the generator's images, recorded
     * @return 0, to be added to the discriminator's loss
     */
    public Tensor derivativeFloor(Tensor fake) {
        if (this == MINIMAX) {
            return fake.mul(0).sum();
        }
        Tensor logits = fake.detach();
        Tensor missing = logits.sigmoid().neg().add(LEAST).clampMin(0);
        return fake.sub(logits).mul(missing.mul(share / fake.count())).sum();
    }

    /**
     * The value function, V = E log D(x) + E log(1 − D(G(z))): at its optimum −log 4 (theorem 1).
     *
     * @param real logits on real images
     * @param fake logits on the generator's
     */
    public static Tensor value(Tensor real, Tensor fake) {
        return Functional.binaryCrossEntropy(real, real.filledLike(1))
                .add(Functional.binaryCrossEntropy(fake, fake.filledLike(0)))
                .neg();
    }
}
