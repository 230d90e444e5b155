package dev.hearth.peers.plan;

/** A framework cannot do a row; the message says why and stands in the table. */
public final class UnsupportedException extends RuntimeException {

    /**
     * With its reason.
     *
     * @param reason in a few words
     */
    public UnsupportedException(String reason) {
        super(reason);
    }
}
