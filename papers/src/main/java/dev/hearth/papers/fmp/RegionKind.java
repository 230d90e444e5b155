package dev.hearth.papers.fmp;

import dev.hearth.nn.layers.IncrementDraw;
import dev.hearth.nn.layers.RegionOverlap;
import java.util.List;

/** The four kinds of regions of table 1. */
record RegionKind(RegionOverlap windows, IncrementDraw draw) {

    static final RegionKind RANDOM_OVERLAPPING =
            new RegionKind(RegionOverlap.OVERLAPPING, IncrementDraw.RANDOM);
    static final RegionKind PSEUDO_OVERLAPPING =
            new RegionKind(RegionOverlap.OVERLAPPING, IncrementDraw.PSEUDORANDOM);
    static final RegionKind RANDOM_DISJOINT =
            new RegionKind(RegionOverlap.DISJOINT, IncrementDraw.RANDOM);
    static final RegionKind PSEUDO_DISJOINT =
            new RegionKind(RegionOverlap.DISJOINT, IncrementDraw.PSEUDORANDOM);

    /** In the order of table 1. */
    static final List<RegionKind> ALL =
            List.of(PSEUDO_DISJOINT, RANDOM_DISJOINT, PSEUDO_OVERLAPPING, RANDOM_OVERLAPPING);

    /** What an arm of this kind is called. */
    String arm() {
        return (draw == IncrementDraw.RANDOM ? "random " : "pseudorandom ")
                + (windows == RegionOverlap.OVERLAPPING ? "overlapping" : "disjoint");
    }
}
