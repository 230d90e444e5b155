package dev.hearth.train;

import dev.hearth.tensor.Check;
import java.util.ArrayList;
import java.util.List;

/**
 * How the workers of one run exchange numbers. Every worker calls the same methods in the same order. A
 * sum is taken in the order of ranks, ((x₀ + x₁) + x₂) + …, whichever worker's numbers arrive first and
 * however they are divided, so all workers get the same bits, in every run with as many workers.
 *
 * <p>A worker that has ended or is silent for longer than a deadline ends the others' calls with a {@link
 * WorkerLostException}; after that, nothing can be exchanged any more.
 *
 * <p>{@link dev.hearth.train.exchange.TcpExchange} is Hearth's own. Another library of collective operations
 * needs sums alone; this one takes the Gloo of libtorch, in two processes that name the same new folder:
 *
 * <pre>{@code
 * import org.bytedeco.javacpp.FloatPointer;
 * import org.bytedeco.javacpp.PointerScope;
 * import org.bytedeco.pytorch.FileStore;
 * import org.bytedeco.pytorch.GlooDeviceVector;
 * import org.bytedeco.pytorch.ProcessGroupGloo;
 * import org.bytedeco.pytorch.TensorVector;
 *
 * final class GlooExchange implements Exchange {
 *     private final int rank;
 *     private final FileStore store;
 *     private final ProcessGroupGloo group;
 *
 *     GlooExchange(java.nio.file.Path folder, int rank) {
 *         this.rank = rank;
 *         var options = ProcessGroupGloo.Options.create();
 *         options.devices(
 *                 new GlooDeviceVector(ProcessGroupGloo.createDeviceForHostname("127.0.0.1")));
 *         store = new FileStore(folder.resolve("gloo").toString(), 2);
 *         group = new ProcessGroupGloo(store, rank, 2, options);
 *     }
 *
 *     public void sum(float[] values) {
 *         if (values.length == 0) {
 *             return;
 *         }
 *         try (PointerScope operation = new PointerScope()) {
 *             // One flat tensor: Gloo adds the tensors of a list together.
 *             var all = org.bytedeco.pytorch.Tensor.create(values);
 *             group.allreduce(new TensorVector(all))._wait();
 *             new FloatPointer(all.data_ptr_float()).get(values);
 *         }
 *     }
 *
 *     public int rank() {
 *         return rank;
 *     }
 *
 *     public int workers() {
 *         return 2;
 *     }
 *
 *     public void fail(String why) {
 *         close();   // the other gets "Connection closed by peer", and no name
 *     }
 *
 *     public void close() {
 *         group.close();
 *         store.close();
 *     }
 * }
 * }</pre>
 *
 * <p>Gloo's sums depend on a number's place from three workers on, its waits cannot be interrupted, and what
 * ends them names no worker. NCCL is used the same way ({@code ProcessGroupNCCL}), with a tensor on the GPU.
 */
public interface Exchange extends AutoCloseable {

    /** A single worker. */
    Exchange ALONE = new SingleWorker();

    /** Messages that are handed on by sums have fewer bytes: up to 2²⁴ every whole number is a float. */
    int LONGEST = 1 << 24;

    /** This worker's number, from 0. */
    int rank();

    /** How many there are. */
    int workers();

    /**
     * Replaces numbers by their sums over all workers.
     *
     * @param values as many on each worker
     */
    void sum(float[] values);

    /**
     * Hands a message of worker 0 to all. The others wait for it as long as worker 0 lives: it may measure
     * a test set meanwhile. Unless overridden, they wait as long as for a sum.
     *
     * @param message ignored unless the rank is 0
     * @return what worker 0 has given
     */
    default byte[] fromFirst(byte[] message) {
        return gather(rank() == 0 ? message : new byte[0]).get(0);
    }

    /**
     * Hands each worker's message to all; unless overridden, by two sums, a number for each byte.
     *
     * @return by rank
     */
    default List<byte[]> gather(byte[] message) {
        if (message.length >= LONGEST) {
            throw Check.error(
                    "A message that is handed on by sums has less than " + LONGEST + " bytes",
                    message.length,
                    "Override gather and fromFirst");
        }
        float[] lengths = new float[workers()];
        lengths[rank()] = message.length;
        sum(lengths);
        int all = 0;
        int own = 0;
        for (int of = 0; of < lengths.length; of++) {
            own = of == rank() ? all : own;
            all = Math.addExact(all, (int) lengths[of]);
        }
        float[] bytes = new float[all];
        for (int i = 0; i < message.length; i++) {
            bytes[own + i] = message[i];
        }
        sum(bytes);
        List<byte[]> messages = new ArrayList<>();
        int at = 0;
        for (float length : lengths) {
            byte[] each = new byte[(int) length];
            for (int i = 0; i < each.length; i++) {
                each[i] = (byte) bytes[at++];
            }
            messages.add(each);
        }
        return messages;
    }

    /**
     * Says that this worker cannot go on, so that the others end too.
     *
     * @param why for their messages
     */
    void fail(String why);

    /** Waits until the others are done with the exchange too, or have ended. */
    @Override
    void close();
}
