package dev.hearth.serve;

import java.util.concurrent.atomic.LongAdder;

/** What has been computed, and how long a question takes of late. */
final class BatchTimes {

    /** Answers before which the time says nothing: code is compiled, and caches are cold. */
    private static final int WARM = 32;

    private final LongAdder batches = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private final LongAdder nanoseconds = new LongAdder();

    /** Nanoseconds, the last batch by a fifth; 0 while there is no telling. */
    private volatile double each;

    void begun() {
        batches.increment();
    }

    void answered(int questions, long taken) {
        answered.add(questions);
        nanoseconds.add(taken);
        double now = (double) taken / questions;
        each = answered.sum() <= WARM ? 0 : each == 0 ? now : 0.8 * each + 0.2 * now;
    }

    /** Nanoseconds for a question of late; 0 while too few have been answered to tell. */
    double each() {
        return each;
    }

    Batcher.Counts counts(long reopened) {
        return new Batcher.Counts(batches.sum(), answered.sum(), reopened, nanoseconds.sum());
    }
}
