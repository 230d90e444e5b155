package dev.hearth.serve;

import dev.hearth.data.TerminalText;

/** A request that gets no answer: its status, a kind for the counts, and a sentence in three parts. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What went wrong, as {@code hearth_failures_total} counts it. */
    enum Kind {
        BAD_REQUEST(400),
        BAD_PICTURE(400),
        UNAUTHORIZED(401),
        FORBIDDEN(403),
        NOT_FOUND(404),
        WRONG_METHOD(405),
        SLOW(408),
        TOO_LARGE(413),
        WRONG_TYPE(415),
        WRONG_CODING(415),
        EXPECTATION(417),
        HEADERS(431),
        NET(500),
        FULL(503),
        MEMORY(503),
        DRAINING(503),
        DEADLINE(504);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    private final Kind kind;
    private final int seconds;

    Refusal(Kind kind, String asked, String came, String mend) {
        this(kind, 1, asked, came, mend);
    }

    /** With the seconds after which to ask again. */
    Refusal(Kind kind, int seconds, String asked, String came, String mend) {
        this(kind, seconds, asked + ". Received: " + came + ". " + mend + ".");
    }

    private Refusal(Kind kind, int seconds, String sentence) {
        super(TerminalText.of(sentence), null, false, false);
        this.kind = kind;
        this.seconds = seconds;
    }

    /** What somebody else said in three parts. */
    static Refusal said(Kind kind, String sentence) {
        return new Refusal(kind, 1, sentence);
    }

    Kind kind() {
        return kind;
    }

    int status() {
        return kind.status();
    }

    /** When to ask again. */
    int seconds() {
        return seconds;
    }
}
