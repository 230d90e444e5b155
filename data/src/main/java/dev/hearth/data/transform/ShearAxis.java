package dev.hearth.data.transform;

/** Which of the three angular distortions an image suffers. */
public enum ShearAxis {
    /** A slant along x, a slant along y or a rotation, each with probability one third. */
    ONE_OF_THREE,
    /** All three, one after the other. */
    ALL_THREE
}
