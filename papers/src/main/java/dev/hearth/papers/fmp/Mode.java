package dev.hearth.papers.fmp;

import dev.hearth.nn.pool.Draw;
import dev.hearth.nn.pool.Windows;
import java.util.List;

/**
 * The four kinds of regions of table 1.
 *
 * @param windows disjoint or overlapping
 * @param draw random or pseudorandom
 */
record Mode(Windows windows, Draw draw) {

    static final Mode RANDOM_OVERLAPPING = new Mode(Windows.OVERLAPPING, Draw.RANDOM);
    static final Mode PSEUDO_OVERLAPPING = new Mode(Windows.OVERLAPPING, Draw.PSEUDORANDOM);
    static final Mode RANDOM_DISJOINT = new Mode(Windows.DISJOINT, Draw.RANDOM);
    static final Mode PSEUDO_DISJOINT = new Mode(Windows.DISJOINT, Draw.PSEUDORANDOM);

    /** In the order of table 1. */
    static final List<Mode> ALL =
            List.of(PSEUDO_DISJOINT, RANDOM_DISJOINT, PSEUDO_OVERLAPPING, RANDOM_OVERLAPPING);

    /** What an arm of this kind is called. */
    String arm() {
        return (draw == Draw.RANDOM ? "random " : "pseudorandom ")
                + (windows == Windows.OVERLAPPING ? "overlapping" : "disjoint");
    }
}
