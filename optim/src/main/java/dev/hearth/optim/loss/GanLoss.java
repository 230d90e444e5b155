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

    /** Beyond it a float's exponential would run over when multiplied. */
    private static final double MOST = 60;

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
     * factor, and one backward pass serves both participants. Logits below −60 count as −60.
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
