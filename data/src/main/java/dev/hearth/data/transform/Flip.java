package dev.hearth.data.transform;

/** Whether images are seen in a mirror half of the time. */
public enum Flip {
    /** Never. */
    NEVER,
    /** Left and right change places with probability one half. */
    HORIZONTAL
}
