package dev.hearth.peers.plan;

/** A framework cannot do a row; the message says why and stands in the table. */
public final class Unable extends RuntimeException {

    /**
     * With its reason.
     *
     * @param reason in a few words
     */
    public Unable(String reason) {
        super(reason);
    }
}
