package dev.hearth.spark;

import dev.hearth.data.CancelledException;
import dev.hearth.train.Exchange;
import java.util.List;
import org.apache.spark.TaskContext;

/**
 * An exchange that ends with its task: Spark only marks a cancelled task, and starts a barrier stage again
 * when all of its tasks have ended. So each operation, some in every step, looks at the mark.
 */
final class TaskExchange implements Exchange {

    private final Exchange inner;
    private final TaskContext task;

    TaskExchange(Exchange inner, TaskContext task) {
        this.inner = inner;
        this.task = task;
    }

    private Exchange going() {
        if (task.isInterrupted()) {
            throw new CancelledException(
                    "A worker trains until its Spark task ends. Received: the task was cancelled. The"
                            + " next attempt resumes from the last checkpoint.",
                    null);
        }
        return inner;
    }

    @Override
    public int rank() {
        return inner.rank();
    }

    @Override
    public int workers() {
        return inner.workers();
    }

    @Override
    public void sum(float[] values) {
        going().sum(values);
    }

    @Override
    public byte[] fromFirst(byte[] message) {
        return going().fromFirst(message);
    }

    @Override
    public List<byte[]> gather(byte[] message) {
        return going().gather(message);
    }

    @Override
    public void fail(String why) {
        inner.fail(why);
    }

    @Override
    public void close() {
        inner.close();
    }
}
