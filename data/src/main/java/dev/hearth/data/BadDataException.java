package dev.hearth.data;

import dev.hearth.tensor.Check;

/**
 * A file or folder that cannot be used: missing, truncated, corrupt, too large, or of another kind.
 *
 * <p>The message has three parts: what was asked, what came, how to mend it. The command line prints
 * it unchanged and ends with exit code 2. It is one line: {@link TerminalText} escapes what a name in it
 * may hold.
 */
public class BadDataException extends RuntimeException {

    /** Says it in three parts. */
    public BadDataException(String asked, String came, String mend) {
        this(asked, came, mend, null);
    }

    /** Says it in three parts and keeps the cause. */
    public BadDataException(String asked, String came, String mend, Throwable cause) {
        super(TerminalText.of(Check.message(asked, came, mend)), cause);
    }

    /** What another says, as an exception of a kind of its own. */
    protected BadDataException(BadDataException same) {
        super(same.getMessage(), same);
    }
}
