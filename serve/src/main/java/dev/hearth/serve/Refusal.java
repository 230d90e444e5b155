package dev.hearth.serve;

/** A request that gets no answer: its status and a sentence in three parts. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    Refusal(int status, String asked, String came, String mend) {
        super(asked + ". Received: " + came + ". " + mend + ".");
        this.status = status;
    }

    int status() {
        return status;
    }
}
