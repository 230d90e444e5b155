package dev.hearth.train.exchange;

/** What the bytes after a header are. */
enum Frame {
    /** None: the worker lives. */
    SIGN,
    /** A worker's numbers that the other one is to sum. */
    PART,
    /** Sums. */
    SUM,
    /** A message. */
    MESSAGE,
    /** None: the worker has nothing more to exchange. */
    END,
    /** Why the worker cannot go on, in UTF-8. */
    FAILURE
}
