package dev.hearth.rl;

/** How much a cell of a frame can say, and so how densely frames are stored. */
public enum CellDepth {
    /** 0 or 1: eight cells a byte. */
    BITS,
    /** 0 … 255, given to nets as 0 … 1: a byte a cell. */
    BYTES
}
