package dev.hearth.train.recipe;

/** What the net is to give back. */
public enum Objective {
    /** The class of the image, as logits. */
    CLASSIFY,
    /** The image itself, as logits of pixels or as pixels. */
    RECONSTRUCT
}
