package dev.hearth.data;

/** Batches filled on the thread that takes them. */
final class SynchronousBatches extends Batches {

    private final BatchPlan plan;
    private final BatchPlan.Filler filler;
    private final BatchPlan.Buffers room;
    private int next;
    private boolean closed;

    SynchronousBatches(BatchPlan plan, int first) {
        this.plan = plan;
        this.filler = plan.filler();
        this.room = plan.buffers();
        this.next = first;
    }

    @Override
    public boolean hasNext() {
        return !closed && next < plan.batches();
    }

    @Override
    public Batch next() {
        if (closed) {
            throw closed();
        }
        if (next >= plan.batches()) {
            throw exhausted(plan.batches());
        }
        filler.fill(next, room, () -> false);
        return plan.batch(next++, room);
    }

    @Override
    public void close() {
        closed = true;
    }
}
