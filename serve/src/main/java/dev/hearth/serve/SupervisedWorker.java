package dev.hearth.serve;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A worker that is opened anew after an error; where that fails, it is tried again, less and less often
 * up to every ten seconds. One thread opens, uses and closes it; any thread may ask how it is.
 *
 * @param <I> what is asked
 * @param <O> what is answered
 */
final class SupervisedWorker<I, O> {

    private static final System.Logger LOG = System.getLogger(SupervisedWorker.class.getName());
    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(10);

    private final Supplier<? extends Worker<I, O>> opening;
    private volatile Worker<I, O> worker;
    private volatile long shutSince = System.nanoTime();
    private volatile long reopened;
    private long pause = SHORTEST_PAUSE;
    private long retry = System.nanoTime();

    SupervisedWorker(Supplier<? extends Worker<I, O>> opening) {
        this.opening = opening;
    }

    /** For the first time; throws what the opening throws. */
    void open() {
        worker = opening.get();
        pause = SHORTEST_PAUSE;
    }

    /** The one that is open. */
    Worker<I, O> worker() {
        return worker;
    }

    long reopened() {
        return reopened;
    }

    boolean isOpen() {
        return worker != null;
    }

    /** Whether it has been shut for so long. */
    boolean isShut(Duration longest) {
        return !isOpen() && System.nanoTime() - shutSince > longest.toNanos();
    }

    /** Opens it again if it is shut; false where that fails for now. */
    boolean reopen() {
        if (isOpen()) {
            return true;
        } else if (System.nanoTime() - retry < 0) {
            return false;
        }
        try {
            open();
            reopened++;
            return true;
        } catch (RuntimeException | Error failure) {
            LOG.log(System.Logger.Level.WARNING, "A net could not be opened again: " + failure);
            retry = System.nanoTime() + pause;
            pause = Math.min(LONGEST_PAUSE, 2 * pause);
            return false;
        }
    }

    void shut() {
        Worker<I, O> old = worker;
        worker = null;
        if (old == null) {
            return;
        }
        shutSince = System.nanoTime();
        try {
            old.close();
        } catch (RuntimeException | Error failure) {
            LOG.log(System.Logger.Level.WARNING, "A net could not be closed: " + failure);
        }
    }
}
