package dev.hearth.train;

/** Another worker of the run has ended or does not answer: the run can be resumed from its last checkpoint. */
public final class WorkerLostException extends RuntimeException {

    private final int rank;
    private final String what;

    /**
     * A worker that is lost.
     *
     * @param rank the lost worker's
     * @param what came instead of an answer
     */
    public WorkerLostException(int rank, String what, Throwable cause) {
        super(
                "The workers of a run need each other's gradients. Received: worker "
                        + rank
                        + " "
                        + what
                        + ". Call the run again; it resumes from its last checkpoint.",
                cause);
        this.rank = rank;
        this.what = what;
    }

    /** What came instead of an answer. */
    public String what() {
        return what;
    }

    /** The lost worker's number. */
    public int rank() {
        return rank;
    }
}
