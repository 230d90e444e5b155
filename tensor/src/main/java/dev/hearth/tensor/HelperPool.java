package dev.hearth.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Daemon threads that share one task at a time with the thread that submits it. After a short task a
 * helper spins briefly for the next one before parking: the products of a small net follow each other
 * within microseconds, and waking a thread takes as long as one of them. After a long task it parks at
 * once, because other work may want the core.
 *
 * <p>The submitting thread never waits for a helper to start: it does the whole task if none does.
 */
final class HelperPool {

    /** Nanoseconds to spin where the next task did not come soon the last time. */
    private static final long SHORT_SPIN = 20_000;

    /** Nanoseconds to spin where it did: longer than the time between two training steps. */
    private static final long LONG_SPIN = 1_000_000;

    /** A task that took this many nanoseconds is long. */
    private static final long LONG_TASK = 500_000;

    /** Spins between two looks at the clock. */
    private static final int SPINS = 16;

    private record Task(long number, Runnable body) {}

    private final AtomicBoolean isBusy = new AtomicBoolean();
    private final List<Helper> helpers = new ArrayList<>();
    private long count;
    private volatile Task current;

    /**
     * Runs a task with the help of others.
     *
     * @param wanted how many helpers at most
     * @param body does what is left of the task and returns when nothing is left; called by each
     *     helper, also after the task is complete; throws nothing
     * @return false, with nothing done, while the pool has another thread's task
     */
    boolean help(int wanted, Runnable body) {
        if (!isBusy.compareAndSet(false, true)) {
            return false;
        }
        try {
            start(wanted);
            current = new Task(++count, body);
            for (int i = 0; i < wanted; i++) {
                helpers.get(i).wake();
            }
            body.run();
            return true;
        } finally {
            current = null;
            isBusy.set(false);
        }
    }

    /** Called by the thread that holds {@link #isBusy} only. */
    private void start(int wanted) {
        while (helpers.size() < wanted) {
            Helper helper = new Helper();
            Thread thread = new Thread(helper, "hearth-helper-" + (helpers.size() + 1));
            thread.setDaemon(true);
            thread.start();
            // Added after its start, which throws where the system has no thread left.
            helpers.add(helper);
        }
    }

    private final class Helper implements Runnable {

        private volatile Thread parked;
        private long spin = SHORT_SPIN;

        @Override
        public void run() {
            long number = 0;
            while (true) {
                long begun = System.nanoTime();
                number = help(number);
                long ended = System.nanoTime();
                if (ended - begun < LONG_TASK) {
                    spin(number, ended);
                }
                park(number);
                spin = System.nanoTime() - ended < LONG_SPIN ? LONG_SPIN : SHORT_SPIN;
            }
        }

        private long help(long before) {
            Task task = current;
            if (task == null || task.number == before) {
                return before;
            }
            task.body.run();
            return task.number;
        }

        private boolean isWanted(long number) {
            Task task = current;
            return task != null && task.number != number;
        }

        private void spin(long number, long from) {
            while (System.nanoTime() - from < spin) {
                for (int i = 0; i < SPINS; i++) {
                    if (isWanted(number)) {
                        return;
                    }
                    Thread.onSpinWait();
                }
            }
        }

        private void park(long number) {
            parked = Thread.currentThread();
            while (!isWanted(number)) {
                LockSupport.park(HelperPool.this);
            }
            parked = null;
        }

        void wake() {
            Thread sleeper = parked;
            if (sleeper != null) {
                LockSupport.unpark(sleeper);
            }
        }
    }
}
