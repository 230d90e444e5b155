package dev.hearth.peers;

import java.util.ArrayList;
import java.util.List;

/**
 * Who takes turns with whom. Deeplearning4j takes ten times as long as the others and holds as much
 * memory as two of them: it has rounds of its own with Hearth, so that the others have theirs quickly,
 * and all of a row find room. So have those in another precision or without oneDNN, since all processes of
 * a company are there at once.
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
        List<List<Peer>> companies = new ArrayList<>();
        for (Company company : Company.values()) {
            List<Peer> some = new ArrayList<>(peers);
            some.removeIf(peer -> peer == Peer.HEARTH || Company.of(peer) != company);
            if (!some.isEmpty()) {
                if (peers.contains(Peer.HEARTH)) {
                    some.add(0, Peer.HEARTH);
                }
                companies.add(some);
            }
        }
        return companies.isEmpty() ? List.of(peers) : companies;
    }

    private enum Company {
        QUICK,
        VARIANTS,
        SLOW;

        static Company of(Peer peer) {
            return peer == Peer.DL4J
                    ? SLOW
                    : peer.variant() == Peer.Variant.PLAIN ? QUICK : VARIANTS;
        }
    }
}
