package dev.hearth.nn.layers;

/**
 * Where regions lie, in the two ways in which fractional max-pooling is published. With N cells that
 * become n, disjoint regions are alike in both: n increments of 1 or 2 that sum to N. Overlapping
 * ones differ.
 */
public enum RegionConvention {
    /**
     * As the paper defines them (Graham 2014, §2), with its ends put right: overlapping regions run
     * from a_{i−1} to a_i inclusive, hence 2 or 3 cells, and n increments sum to N − 1, so that the
     * last region ends with the last cell. The pseudorandom rule is a_i = ⌈α(i + u)⌉ with α = (N −
     * 1)/n, or N/n where disjoint, and u in (0, 1/α], so that a_0 is 1.
     */
    PAPER_FORMULA,
    /**
     * As the author's programs compute them (SparseConvNet, Regions.cu): overlapping regions are
     * always 2 cells wide, and n − 1 increments sum to N − 2. The pseudorandom rule is s_j = ⌊(j +
     * u)α⌋ − ⌊uα⌋ with α = (N − 2)/(n − 1), or N/n where disjoint, and u in [0, 1).
     */
    AUTHOR_CODE
}
