package dev.hearth.data;

import dev.hearth.tensor.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Batches filled ahead on worker threads, into a ring of buffers. A worker claims the next batch that
 * is not claimed as soon as its buffer, {@code index mod ring}, is free; the consumer takes them in order.
 */
final class PrefetchedBatches extends Batches {

    private final BatchPlan plan;
    private final BatchPlan.Buffers[] ring;
    private final List<Thread> workers = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition freed = lock.newCondition();

    // Guarded by the lock.
    private final boolean[] ready;
    private final Throwable[] failures;
    private int claimed;
    private int released;
    private int taken;
    private volatile boolean stopped;
    private boolean closed;

    PrefetchedBatches(BatchPlan plan, int first, int threads) {
        this.plan = plan;
        this.claimed = first;
        this.released = first;
        this.taken = first;
        // One buffer is with the consumer, one a thread is being filled, one a thread waits.
        int buffers = Math.max(1, Math.min(2 * threads + 1, plan.batches() - first));
        this.ring = new BatchPlan.Buffers[buffers];
        this.ready = new boolean[buffers];
        this.failures = new Throwable[buffers];
        for (int i = 0; i < buffers; i++) {
            ring[i] = plan.buffers();
        }
        for (int i = 0; i < Math.min(threads, plan.batches() - first); i++) {
            Thread worker = new Thread(this::work, "hearth-loader-" + plan.epoch() + "-" + i);
            worker.setDaemon(true);
            workers.add(worker);
        }
        workers.forEach(Thread::start);
    }

    private void work() {
        BatchPlan.Filler filler = null;
        for (int index = claim(); index >= 0; index = claim()) {
            Throwable failure = null;
            try {
                if (filler == null) {
                    filler = plan.filler();
                }
                filler.fill(index, ring[index % ring.length], () -> stopped);
            } catch (RuntimeException | Error thrown) {
                failure = thrown;
            }
            deliver(index, failure);
        }
    }

    /** The next batch to fill, or −1 when there is none left. */
    private int claim() {
        lock.lock();
        try {
            while (!stopped && claimed < plan.batches() && claimed >= released + ring.length) {
                freed.awaitUninterruptibly();
            }
            return stopped || claimed >= plan.batches() ? -1 : claimed++;
        } finally {
            lock.unlock();
        }
    }

    private void deliver(int index, Throwable failure) {
        lock.lock();
        try {
            ready[index % ring.length] = true;
            failures[index % ring.length] = failure;
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean hasNext() {
        return !closed && taken < plan.batches();
    }

    @Override
    public Batch next() {
        if (closed) {
            throw closed();
        }
        if (taken >= plan.batches()) {
            throw exhausted(plan.batches());
        }
        Throwable failure;
        lock.lock();
        try {
            if (released < taken) {
                released = taken;
                freed.signalAll();
            }
            int place = taken % ring.length;
            while (!ready[place]) {
                await();
            }
            ready[place] = false;
            failure = failures[place];
        } finally {
            lock.unlock();
        }
        if (failure != null) {
            fail(failure);
        }
        int index = taken++;
        if (taken == plan.batches()) {
            join();
        }
        return plan.batch(index, ring[index % ring.length]);
    }

    private void await() {
        try {
            filled.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    Check.message(
                            "Batches waits for batch " + taken + " of epoch " + plan.epoch(),
                            "an interrupt",
                            "Open the epoch again with from(" + taken + ")"),
                    interrupted);
        }
    }

    /** Throws what the worker threw, so that its kind and message reach the caller unchanged. */
    private void fail(Throwable failure) {
        close();
        failure.addSuppressed(
                new IllegalStateException(
                        "while loading batch " + taken + " of epoch " + plan.epoch()));
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }

    @Override
    public void close() {
        closed = true;
        lock.lock();
        try {
            stopped = true;
            freed.signalAll();
        } finally {
            lock.unlock();
        }
        join();
    }

    /** No interrupt is sent to workers: it would close the files that a data set shares. */
    private void join() {
        boolean interrupted = false;
        for (Thread worker : workers) {
            while (worker.isAlive()) {
                try {
                    worker.join();
                } catch (InterruptedException sent) {
                    interrupted = true;
                }
            }
        }
        workers.clear();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
