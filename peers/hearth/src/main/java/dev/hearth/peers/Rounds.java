package dev.hearth.peers;

import java.util.ArrayList;
import java.util.List;

/**
 * Who takes turns with whom. Deeplearning4j takes ten times as long as the others and holds as much
 * memory as two of them: it has rounds of its own with Hearth, so that the others have theirs quickly,
 * and all of a row find room.
 */
final class Rounds {

    private Rounds() {}

    /**
     * Each peer in one company; Hearth in all, if it takes part.
     *
     * @param peers who takes part
     * @return whom to start together, company by company
     */
    static List<List<Peer>> of(List<Peer> peers) {
        if (!peers.contains(Peer.DL4J)) {
            return List.of(peers);
        }
        List<Peer> quick = new ArrayList<>(peers);
        quick.remove(Peer.DL4J);
        List<Peer> slow =
                peers.contains(Peer.HEARTH) ? List.of(Peer.HEARTH, Peer.DL4J) : List.of(Peer.DL4J);
        return quick.isEmpty() || slow.containsAll(quick) ? List.of(slow) : List.of(quick, slow);
    }
}
