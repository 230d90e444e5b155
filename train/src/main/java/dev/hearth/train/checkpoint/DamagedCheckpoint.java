package dev.hearth.train.checkpoint;

import dev.hearth.data.BadDataException;

/** A checkpoint that cannot be gone on from, where an earlier one may do. */
final class DamagedCheckpoint extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient BadDataException refusal;

    DamagedCheckpoint(BadDataException refusal) {
        super(refusal.getMessage(), refusal);
        this.refusal = refusal;
    }

    /** What is thrown where there is no earlier one. */
    BadDataException refusal() {
        return refusal;
    }
}
