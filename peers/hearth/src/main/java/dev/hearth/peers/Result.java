package dev.hearth.peers;

import dev.hearth.bench.Spread;
import java.util.Optional;

/**
 * What a peer did in a row.
 *
 * @param row what was done
 * @param peer who did it
 * @param version of the peer; empty if it never said
 * @param java on which the row was measured
 * @param figures if it could
 * @param reason if it could not
 */
record Result(
        Row row, Peer peer, String version, String java, Optional<Figures> figures, String reason) {

    /**
     * The figures.
     *
     * @param milliseconds of a step
     * @param timesAsLong as Hearth, round by round
     * @param loss of the first stretch, before anybody's chance tells
     */
    record Figures(Spread milliseconds, Spread timesAsLong, double loss) {}
}
