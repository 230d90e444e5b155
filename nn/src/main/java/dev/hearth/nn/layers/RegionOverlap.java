package dev.hearth.nn.layers;

/** Whether the regions of fractional max-pooling share cells (Graham 2014, §2). */
public enum RegionOverlap {
    /** Each cell lies in one region; regions are 1 or 2 cells wide. */
    DISJOINT,
    /** Adjacent regions share cells. */
    OVERLAPPING
}
