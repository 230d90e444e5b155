package dev.hearth.data.download;

/** What became of one file of a data set. */
public record FileStatus(String fileName, State state, String why) {

    /** The state of a file. */
    public enum State {
        /** It matches what was published, or what was pinned when it came. */
        RIGHT,
        /** It is there and has the right form, and nothing is known to compare it with. */
        UNCHECKED,
        /** It has the right form, but is not what was published: a part, or in another order. */
        DIFFERENT,
        /** It is not there. */
        MISSING,
        /** It is there and cannot be what it should be. */
        WRONG
    }

    /** Whether a reader can use it. */
    public boolean usable() {
        return state != State.MISSING && state != State.WRONG;
    }
}
