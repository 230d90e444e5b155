package dev.hearth.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that help with one errand at a time. Who has just helped with something short looks out for
 * the next for a moment before it sleeps: the products of a small net follow each other within
 * microseconds, and waking somebody takes as long as one of them. After something long it sleeps at
 * once, on a core that others may want.
 *
 * <p>Nobody waits for a helper to come: who has the errand does all of it where none does.
 */
final class HelperPool {

    /** How many nanoseconds to look out where nothing is known of when the next errand comes. */
    private static final long GLANCE = 20_000;

    /** How many, where the last came sooner than that: longer than what lies between two steps. */
    private static final long LOOKOUT = 1_000_000;

    /** From how many nanoseconds on an errand is long. */
    private static final long LONG = 500_000;

    /** Turns of looking out between two looks at the clock. */
    private static final int TURNS = 16;

    /** What is to be done, by its number. */
    private record Posted(long number, Runnable errand) {}

    private final AtomicBoolean isBusy = new AtomicBoolean();
    private final List<Mate> mates = new ArrayList<>();
    private long count;
    private volatile Posted posted;

    /**
     * Does an errand, with others' help.
     *
     * @param wanted how many others at most
     * @param errand does what is left of it, and comes back when nothing is; called by each who helps,
     *     also when all is done already; throws nothing
     * @return false, with nothing done, while the crew is with another's
     */
    boolean help(int wanted, Runnable errand) {
        if (!isBusy.compareAndSet(false, true)) {
            return false;
        }
        try {
            hire(wanted);
            posted = new Posted(++count, errand);
            for (int i = 0; i < wanted; i++) {
                mates.get(i).wake();
            }
            errand.run();
            return true;
        } finally {
            posted = null;
            isBusy.set(false);
        }
    }

    /** By who is busy only. */
    private void hire(int wanted) {
        while (mates.size() < wanted) {
            Mate mate = new Mate();
            Thread thread = new Thread(mate, "hearth-helper-" + (mates.size() + 1));
            thread.setDaemon(true);
            thread.start();
            // Only who has begun: the system may have no thread to spare.
            mates.add(mate);
        }
    }

    private final class Mate implements Runnable {

        private volatile Thread asleep;
        private long lookout = GLANCE;

        @Override
        public void run() {
            long number = 0;
            while (true) {
                long begun = System.nanoTime();
                number = help(number);
                long ended = System.nanoTime();
                if (ended - begun < LONG) {
                    lookOut(number, ended);
                }
                sleep(number);
                lookout = System.nanoTime() - ended < LOOKOUT ? LOOKOUT : GLANCE;
            }
        }

        private long help(long before) {
            Posted now = posted;
            if (now == null || now.number == before) {
                return before;
            }
            now.errand.run();
            return now.number;
        }

        private boolean isWanted(long number) {
            Posted now = posted;
            return now != null && now.number != number;
        }

        private void lookOut(long number, long from) {
            while (System.nanoTime() - from < lookout) {
                for (int turn = 0; turn < TURNS; turn++) {
                    if (isWanted(number)) {
                        return;
                    }
                    Thread.onSpinWait();
                }
            }
        }

        private void sleep(long number) {
            asleep = Thread.currentThread();
            while (!isWanted(number)) {
                LockSupport.park(HelperPool.this);
            }
            asleep = null;
        }

        void wake() {
            Thread sleeper = asleep;
            if (sleeper != null) {
                LockSupport.unpark(sleeper);
            }
        }
    }
}
