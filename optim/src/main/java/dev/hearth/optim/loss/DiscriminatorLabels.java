package dev.hearth.optim.loss;

/**
 * What a discriminator is told of images.
 *
 * @param real of real ones, in (0, 1]; 1 in the GAN paper, 0.9 where labels are smoothed on one side
 * @param fake of the generator's, in [0, 1), below {@code real}; 0 in the paper
 */
public record DiscriminatorLabels(double real, double fake) {

    /** As in the GAN paper: 1 and 0. */
    public static final DiscriminatorLabels HARD = new DiscriminatorLabels(1, 0);

    /** Refuses what is no probability, and labels in the wrong order. */
    public DiscriminatorLabels {
        if (!(real > 0 && real <= 1) || !(fake >= 0 && fake < real)) {
            throw new IllegalArgumentException(
                    "Labels need 0 ≤ fake < real ≤ 1. Received: real="
                            + real
                            + ", fake="
                            + fake
                            + ". Use 1 and 0, or 0.9 and 0 for smoothing on one side.");
        }
    }
}
