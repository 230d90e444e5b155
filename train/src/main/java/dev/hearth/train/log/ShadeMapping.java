package dev.hearth.train.log;

/** How values become shades. */
public enum ShadeMapping {
    /** 0 is black and 1 white; what lies beyond is cut off. */
    UNIT,
    /**
     * Each picture by itself: 0 is mid-grey, and its value of greatest magnitude is black or white.
     * For images that were normalised and are no longer in [0, 1].
     */
    EACH
}
