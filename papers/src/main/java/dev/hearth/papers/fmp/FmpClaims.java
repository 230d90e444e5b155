package dev.hearth.papers.fmp;

import dev.hearth.experiments.claim.Claim;

/** What the paper on fractional max-pooling and the notes on it claim, in our words. */
final class FmpClaims {

    static final Claim SEQUENCES =
            new Claim(
                            "FMP-1",
                            "regions begin 1 or 2 cells after one another, as many twos as the fraction asks"
                                    + " for; random ones are a permutation, pseudorandom ones ⌈α(i + u)⌉; they"
                                    + " are disjoint or overlap",
                            "§2")
                    .identity();
    static final Claim CHAINS =
            new Claim(
                            "FMP-2",
                            "sizes counted backwards: 36 to 1 in 6 levels of √2, 94 to 1 in 12 of ∛2",
                            "§3: fields of 36×36 and 94×94")
                    .identity();
    static final Claim OVERLAPPING =
            new Claim(
                    "FMP-3",
                    "overlapping regions beat disjoint ones",
                    "table 1: in all eight pairs (MNIST and CIFAR-100, 1 and 12 tests)");
    static final Claim RANDOM_ONCE =
            new Claim(
                    "FMP-4",
                    "with one test, random regions do not beat pseudorandom ones: those win",
                    "table 1, 1 test: MNIST 0.54 < 0.57 and 0.44 < 0.50 %; CIFAR-100 likewise");
    static final Claim RANDOM_REPEATED =
            new Claim(
                    "FMP-4",
                    "with 12 tests, random regions beat pseudorandom ones",
                    "table 1, 12 tests: MNIST 0.37 < 0.38 and 0.32 < 0.34 %; CIFAR-100 likewise");
    static final Claim REPEATS_HELP =
            new Claim(
                    "FMP-5",
                    "averaging 12 tests beats one test, with every kind of regions",
                    "table 1: MNIST errors fall to 0.64 to 0.77 of one test's");
    static final Claim REPEATS_FIRST =
            new Claim(
                    "FMP-5",
                    "the first tests help most: from 1 to 8 more than from 8 to 100",
                    "notes: the first 5 to 10");
    static final Claim REPEATS_STILL =
            new Claim(
                    "FMP-5",
                    "100 tests are still a little better than 12",
                    "CIFAR-10: 3.67 % with 12 tests, 3.47 % with 100");
    static final Claim POOLINGS_ONCE =
            new Claim(
                    "FMP-6",
                    "fractional max-pooling beats 2×2 max-pooling, 3×3 with stride 2 and stochastic"
                            + " pooling at equal budget; with one test",
                    "§1 and §3, by comparison with other papers' nets");
    static final Claim POOLINGS_REPEATED =
            new Claim("FMP-6", "the same with 12 tests averaged", "the same");
    static final Claim FIGURE =
            new Claim(
                            "FMP-7",
                            "random pooling distorts the picture, pseudorandom pooling scales it faithfully",
                            "fig. 2: √2 five times, enlarged again")
                    .identity();
    static final Claim MNIST =
            new Claim(
                    "FMP-8",
                    "the MNIST net errs 0.44 % with one test, 0.32 % with 12 tests",
                    "table 1: 0.44 % (pseudorandom overlapping; random 0.50 %), 0.32 % (random"
                            + " overlapping)");
    static final Claim CIFAR =
            new Claim(
                    "FMP-9",
                    "CIFAR-100 31.20 % with one test and 26.39 % with 12, CIFAR-10 3.47 % with 100",
                    "table 1 and §3.4");
    static final Claim CIFAR_10 =
            new Claim(CIFAR.id(), "CIFAR-10: 3.47 % with 100 tests", "§3.4: 3.47 %");
    static final Claim UNDERFITTING =
            new Claim(
                    "FMP-10",
                    "with dropout and augmentation, random regions can underfit: training loss and"
                            + " test error are higher than with pseudorandom ones",
                    "§3.4, said of CIFAR-10, no figures");
    static final Claim HANDWRITING =
            new Claim(
                    "FMP-11",
                    "on Assamese characters and CASIA, fractional max-pooling beats 2×2 max-pooling",
                    "§3.5; figures not at hand");

    private FmpClaims() {}
}
