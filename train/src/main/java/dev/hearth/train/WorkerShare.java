package dev.hearth.train;

import dev.hearth.data.Batch;
import dev.hearth.data.Shard;
import dev.hearth.nn.Context;
import dev.hearth.nn.Parameters;
import dev.hearth.tensor.Autograd;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What one of several workers does of a step, and how means over all their examples are made of each
 * one's. With a single worker nothing is changed, copied or sent.
 */
final class WorkerShare {

    private final Exchange exchange;
    private final Shard shard;
    private final Map<Integer, float[]> buffers = new HashMap<>();

    private final boolean isSynchronised;
    private final GradientBuckets leaving;
    private long waited;
    private long stepped;

    /**
     * A worker's share.
     *
     * @param isSynchronised whether statistics over a batch are over the examples of all workers
     * @param isOverlapped whether gradients are summed while the backward pass goes on
     */
    WorkerShare(Exchange exchange, boolean isSynchronised, boolean isOverlapped) {
        this.exchange = exchange;
        this.isSynchronised = isSynchronised;
        this.shard = new Shard(exchange.rank(), exchange.workers());
        // Synchronised statistics are exchanged in the same pass, by the thread that computes it.
        this.leaving =
                exchange.workers() > 1 && isOverlapped && !isSynchronised
                        ? new GradientBuckets(exchange)
                        : null;
    }

    Shard shard() {
        return shard;
    }

    boolean isAlone() {
        return exchange.workers() == 1;
    }

    /**
     * The pass for this worker's examples of a batch.
     *
     * @param whole examples in the whole batch
     * @param parameters whose gradients {@link #average} is called for after its backward pass
     */
    Context of(Context pass, Batch batch, int whole, Parameters parameters) {
        if (isAlone()) {
            return pass;
        }
        if (batch.count() != shard.count(whole)) {
            throw Check.error(
                    "Several workers need a loader that leaves out what does not fill a batch",
                    "a part of " + batch.count() + " examples of a batch of " + whole,
                    "Use LastBatch.DROP");
        }
        check(parameters.gradients());
        Context own = pass.shard(shard.rank(), shard.of(), shard.first(whole), whole);
        if (isSynchronised) {
            return own.synchronised(this::sum);
        }
        if (leaving != null) {
            leaving.watch(own, parameters, (double) batch.count() / whole);
        }
        return own;
    }

    /**
     * Each worker's loss counts by its share, but is scaled only once all gradients are there; so what
     * comes back from the others is divided by this worker's share.
     */
    private Tensor sum(Tensor x, double share) {
        return Autograd.function(
                x, summed(x, 1), gradient -> summed(gradient, share).mulInPlace(1 / share));
    }

    private Tensor summed(Tensor x, double factor) {
        float[] values;
        try (var quiet = NoGrad.open()) {
            values = x.mul(factor).toFloats();
        }
        sumNow(values);
        return Tensor.of(values, x.shape()).to(x.device());
    }

    /** A sum for which this worker's thread waits. */
    private void sumNow(float[] values) {
        long begun = System.nanoTime();
        exchange.sum(values);
        waited += System.nanoTime() - begun;
    }

    /** Counts the time of a step. */
    void stepped(long nanoseconds) {
        stepped += nanoseconds;
    }

    /**
     * The share of the steps' time for which training threads waited for sums over workers, of gradients above
     * all: a mean over workers. Called by all workers, once.
     */
    double waitingShare() {
        float[] share = {stepped == 0 ? 0 : (float) waited / stepped};
        average(share, new float[] {1f / exchange.workers()});
        return share[0];
    }

    /** Gradients, each a mean over this worker's examples, become means over those of all, in place. */
    void average(Parameters parameters, int count, int whole) {
        if (leaving != null) {
            waited += leaving.finish();
        } else if (!isAlone()) {
            average(parameters.gradients(), (double) count / whole);
        }
    }

    /**
     * What each worker has gathered of its own examples, such as running means, becomes the mean over
     * all. Done at the ends of windows, so that it does not depend on when checkpoints are written.
     */
    void averageState(Participant participant) {
        if (!isAlone()) {
            average(participant.parameters().state(), 1.0 / exchange.workers());
        }
    }

    private void average(Tensor tensor, double share) {
        int count = Math.toIntExact(tensor.count());
        check(tensor);
        if (count > 0) {
            float[] numbers = buffers.computeIfAbsent(count, float[]::new);
            tensor.mulInPlace(share).copyTo(numbers, 0);
            sumNow(numbers);
            tensor.copyInPlace(numbers);
        }
    }

    private static void check(Tensor tensor) {
        if (tensor.dtype() != DType.FLOAT32) {
            throw Check.error(
                    "Several workers train nets of FLOAT32",
                    tensor.dtype(),
                    "Train it on one worker");
        }
    }

    /** Numbers, each a mean over this worker's share, become means over the examples of all. */
    void average(float[] values, float[] shares) {
        if (!isAlone()) {
            for (int i = 0; i < values.length; i++) {
                values[i] *= shares[i];
            }
            exchange.sum(values);
        }
    }

    /**
     * The first step of some in which a loss is not finite on any worker. Found by counts, which are added
     * up: a sum of losses says that there is one and not whose, and a maximum can pass over NaN.
     *
     * @param losses of this worker
     * @param steps how many of them count
     * @param counted which of these
     */
    Optional<Diverged> firstDiverged(float[] losses, int steps, boolean[] counted) {
        int workers = exchange.workers();
        float[] counts = new float[steps * workers];
        for (int i = 0; i < steps; i++) {
            if (counted[i] && !Float.isFinite(losses[i])) {
                counts[i * workers + exchange.rank()] = 1;
            }
        }
        if (!isAlone()) {
            exchange.sum(counts);
        }
        for (int i = 0; i < steps; i++) {
            List<Integer> lost = new ArrayList<>();
            for (int rank = 0; rank < workers; rank++) {
                if (counts[i * workers + rank] > 0) {
                    lost.add(rank);
                }
            }
            if (!lost.isEmpty()) {
                return Optional.of(new Diverged(i, lost, workers));
            }
        }
        return Optional.empty();
    }

    /**
     * A loss that is not finite.
     *
     * @param index of its step
     * @param ranks of the workers that have one
     * @param of how many workers there are
     */
    record Diverged(int index, List<Integer> ranks, int of) {

        /** Where it was; nothing for a single worker. */
        String words() {
            if (of == 1) {
                return "";
            }
            return ranks.size() == 1
                    ? " on worker " + ranks.get(0)
                    : " on " + ranks.size() + " of " + of + " workers";
        }
    }

    /** Figures of worker 0, bit for bit, those that are not finite too. */
    Map<String, Double> fromFirst(Supplier<Map<String, Double>> figures) {
        if (isAlone()) {
            return figures.get();
        }
        byte[] own = shard.rank() == 0 ? write(figures.get()) : new byte[0];
        return read(exchange.fromFirst(own));
    }

    private static byte[] write(Map<String, Double> figures) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(figures.size());
            for (Map.Entry<String, Double> figure : figures.entrySet()) {
                out.writeUTF(figure.getKey());
                out.writeDouble(figure.getValue());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static Map<String, Double> read(byte[] bytes) {
        Map<String, Double> figures = new TreeMap<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            for (int left = in.readInt(); left > 0; left--) {
                figures.put(in.readUTF(), in.readDouble());
            }
        } catch (IOException cut) {
            throw new UncheckedIOException(cut);
        }
        return figures;
    }
}
