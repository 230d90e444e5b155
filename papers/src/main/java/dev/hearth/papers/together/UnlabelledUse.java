package dev.hearth.papers.together;

/** What a {@link SemiSupervisedRecipe} does with images whose labels it is not told. */
public enum UnlabelledUse {
    /** Nothing: it learns from the labelled ones alone. */
    NONE,
    /**
     * Takes the class that the net itself finds likeliest for the label, with a weight that grows (Lee 2013,
     * eqs. 15 and 16).
     */
    PSEUDO_LABELS,
    /**
     * A generator's images are a further class; the unlabelled ones are one of the others; the generator
     * matches the mean features of real images (Salimans et al. 2016, §3.1 and §5).
     */
    GENERATOR
}
