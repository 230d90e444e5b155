package dev.hearth.papers.gan;

import dev.hearth.experiments.claim.Claim;

/** What the GAN paper claims, in our words. */
final class GanClaims {

    static final Claim GAME =
            new Claim(
                            "GAN-1",
                            "the discriminator learns 1 for real images and 0 for fakes, the generator learns"
                                    + " through it, in turn or at once: gradients as finite differences have them",
                            "§3, algorithm 1, and the paper's code")
                    .identity();
    static final Claim OPTIMUM =
            new Claim(
                            "GAN-2",
                            "for a fixed generator the best discriminator is p_data/(p_data + p_g); where both"
                                    + " are equal it is ½ and V = −log 4",
                            "§4.1, proposition 1 and theorem 1, proved")
                    .identity();
    static final Claim CONVERGENCE =
            new Claim(
                    "GAN-3",
                    "with enough steps of the discriminator the generator recovers the distribution of"
                            + " the data",
                    "§4.2, proposition 2, proved for distributions, not for nets");
    static final Claim MNIST =
            new Claim(
                    "GAN-4",
                    "the Parzen-window log-likelihood on MNIST is 225 ± 2 nats",
                    "table 1: 225 ± 2");
    static final Claim MNIST_PASSED =
            new Claim(
                            "GAN-4",
                            "a recipe of ours passes the paper's 225 nats",
                            "table 1: 225 ± 2, by its own recipe")
                    .own();
    static final Claim FACES =
            new Claim(
                    "GAN-5",
                    "the Parzen-window log-likelihood on the Toronto faces is 2057 ± 26 nats",
                    "table 1: 2057 ± 26");
    static final Claim CIFAR =
            new Claim(
                    "GAN-6",
                    "on CIFAR-10 samples have more texture than structure",
                    "fig. 2c, 2d: pictures");
    static final Claim COLLAPSE =
            new Claim(
                    "GAN-7",
                    "a generator that is trained too much against its discriminator collapses to few"
                            + " values (the Helvetica scenario)",
                    "§6, stated, not measured");
    static final Claim SAMPLING =
            new Claim(
                            "GAN-8",
                            "a sample needs one forward pass of the generator: neither a chain nor the"
                                    + " discriminator",
                            "§2, §6, table 2")
                    .identity();

    /** By k steps of the discriminator for each of the generator, more than one. */
    static Claim moreSteps(int k) {
        return new Claim(
                CONVERGENCE.id(),
                "the same, by how many: nearer with k = "
                        + k
                        + " than with k = 1, for as many steps of the generator",
                "§4.2 asks for a discriminator at its optimum; the paper used k = 1");
    }

    private GanClaims() {}
}
