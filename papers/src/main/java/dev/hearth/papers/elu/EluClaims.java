package dev.hearth.papers.elu;

import dev.hearth.experiments.claim.Claim;

/** What the ELU paper and the notes on it claim, in our words. */
final class EluClaims {

    static final Claim FORMULA =
            new Claim(
                            "ELU-1",
                            "f(x) = x or α(eˣ − 1), f′ = 1 or f + α; it saturates at −α, where a leaky ReLU"
                                    + " falls without end and a ReLU is never below 0",
                            "§3, eq. 15")
                    .identity();
    static final Claim MEANS =
            new Claim(
                    "ELU-2",
                    "the units' mean activation is nearer zero with ELU than with leaky ReLU, and"
                            + " with that than with ReLU",
                    "fig. 2a: ELU smallest median");
    static final Claim SPEED =
            new Claim(
                    "ELU-3",
                    "ELU lowers the training cross-entropy faster than leaky ReLU and ReLU",
                    "fig. 2b: flat after 25 epochs, ELU first");
    static final Claim AUTOENCODER =
            new Claim(
                    "ELU-4",
                    "the autoencoder reconstructs best with ELU, then leaky ReLU, then ReLU, at"
                            + " every learning rate",
                    "fig. 3: ELU lowest at 1e-2 … 1e-5");
    static final Claim CONJECTURE =
            new Claim(
                    "ELU-5",
                    "a leaky slope of 0.33, or a learned one, might have beaten ELU",
                    "not in the paper: the notes' own conjecture");
    static final Claim NOISE =
            new Claim(
                    "ELU-6",
                    "noise moves the output of a deactivated unit less with ELU than with leaky"
                            + " ReLU or PReLU",
                    "§3, argued, not measured");
    static final Claim NOISE_SATURATED =
            new Claim(
                            "ELU-6",
                            "the same, read narrowly: of a unit whose sum is below −3, where ELU is within"
                                    + " 5 % of its limit",
                            "§3, argued, not measured")
                    .identity();
    static final Claim ORDER =
            new Claim(
                    "ELU-7",
                    "the test error of the 11-convolution net is least with ELU, then shifted ReLU,"
                            + " leaky ReLU, ReLU",
                    "fig. 4: 28.75±0.24, 29.35±0.29, 30.59±0.29, 31.56±0.37 % (CIFAR-100)");
    static final Claim EARLY_LEAKY =
            new Claim(
                    "ELU-8",
                    "leaky ReLU leads at first (about the first 50 of 330 epochs)",
                    "fig. 4, read off by the notes");
    static final Claim BATCH_NORM =
            new Claim(
                    "ELU-9",
                    "batch norm helps ReLU and leaky ReLU, and does not help ELU",
                    "fig. 5 (CIFAR-100)");
    static final Claim LARGE =
            new Claim(
                    "ELU-10",
                    "the large net reaches 6.55 % on CIFAR-10 and 24.28 % on CIFAR-100",
                    "table 1: 6.55 %, 24.28 %");
    static final Claim IMAGENET =
            new Claim(
                    "ELU-11",
                    "on ImageNet ELU learns faster than ReLU, and costs about 5 % more time",
                    "fig. 6: 160k against 200k iterations to 20 % top-5; 12.15 against 11.48 h");
    static final Claim NATURAL_GRADIENT =
            new Claim(
                    "ELU-12",
                    "with ELU the plain gradient points nearer to the unit natural gradient",
                    "§2, argued, not measured");

    private EluClaims() {}
}
