package dev.hearth.zoo.together;

/** What a {@link CombinedNet} has from a paper, each with the rival that takes its place. */
public enum Idea {
    /** ELU with α = 1 (Clevert et al. 2015); else ReLU. */
    ELU,
    /** Weight normalisation (Salimans and Kingma 2016, §2); else batch normalisation. */
    WEIGHT_NORM,
    /**
     * Mean-only batch normalisation behind each normalised weight (the same, §4), which {@link #WEIGHT_NORM}
     * must go with; else a bias.
     */
    MEAN_ONLY_BATCH_NORM,
    /**
     * Fractional max-pooling by √2, overlapping and random, between all stages (Graham 2014); else 2×2
     * max-pooling after every other stage.
     */
    FRACTIONAL_POOLING,
    /**
     * A shortcut around the branches of each block, whose sum is scaled (Szegedy et al. 2016, §3.2 and §3.3);
     * else the same branches without it.
     */
    SCALED_RESIDUAL
}
