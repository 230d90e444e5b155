package dev.hearth.nn;

import dev.hearth.tensor.BatchShares;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.DenseMatrix;
import dev.hearth.tensor.DenseProduct;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A small chain of {@link CompiledLayer}s, forward and backward, planned once: its memory is allocated
 * beforehand, nothing is recorded, and each share of the batch goes through the whole net on one thread, into
 * gradients of its own, which are then added up in the order of the shares.
 *
 * <p>A batch of n examples has as many shares as a power of two up to 8 gives them 32 examples or more. So the
 * numbers depend on n and not on {@link dev.hearth.tensor.LibTorch#threads}; they are those of {@link Model#apply} and a backward
 * pass up to rounding.
 *
 * <pre>{@code
 * static double halfOfSquares(CompiledChain chain, float[] examples, int count, Context pass) {
 *     return chain.learn(
 *             examples,
 *             count,
 *             pass,
 *             share -> {
 *                 share.gradient().copy(share.output());
 *                 return share.output().sumOfSquares() / 2;
 *             });
 * }
 * }</pre>
 */
public final class CompiledChain {

    /** Parameters of which a second gradient costs less than meetings within a step. */
    private static final long MOST_PARAMETERS = 1L << 20;

    /** Examples of a share at least, where there are several. */
    private static final int LEAST_EXAMPLES = 32;

    private static final int MOST_SHARES = 8;

    /** Batch sizes that are planned at a time: usually a full batch and an epoch's last. */
    private static final int PLANS = 4;

    /** Numbers by which slices of a sum begin aligned. */
    private static final int ALIGNMENT = 16;

    /** What the loss of a share is computed from, and where its gradient goes. */
    public record ShareOfBatch(
            int first, DenseMatrix input, DenseMatrix output, DenseMatrix gradient) {}

    /** The loss behind the chain. */
    @FunctionalInterface
    public interface Head {

        /**
         * Writes the gradient at the output; called by any thread.
         *
         * @return the share's part of the batch's loss
         */
        double loss(ShareOfBatch share);
    }

    private final ChainMemory memory;
    private final List<List<DenseMatrix>> slices = new ArrayList<>();
    private final Map<Integer, List<ChainShare>> plans = new HashMap<>();

    private CompiledChain(ChainMemory memory) {
        this.memory = memory;
        long numbers = memory.gradients().get(0).count();
        int shares = memory.gradients().size();
        int each = (int) ((numbers + shares - 1) / shares + ALIGNMENT - 1);
        each -= each % ALIGNMENT;
        for (int from = 0; from < numbers; from += each) {
            int count = (int) Math.min(each, numbers - from);
            List<DenseMatrix> slice = new ArrayList<>();
            for (Tensor gradient : memory.gradients()) {
                slice.add(DenseMatrix.of(gradient, from, 1, count));
            }
            slices.add(slice);
        }
    }

    /**
     * Plans a net, if it can be: a chain of layers with a compiled form, that learns in float32 on the CPU, at
     * most a million parameters, none of them frozen, on a processor that computes {@link DenseProduct}s right.
     *
     * @param mostExamples of a batch
     * @return its memory belongs to the scope that is open now; empty where the net is to be trained layer
     *     by layer
     */
    public static Optional<CompiledChain> of(Model net, int mostExamples) {
        Parameters parameters = net.parameters();
        if (net.precision() != Precision.FLOAT32
                || parameters.precision() != DType.FLOAT32
                || !parameters.values().device().isCpu()
                || parameters.count() > MOST_PARAMETERS
                || parameters.count() == 0
                || parameters.entries().stream()
                        .anyMatch(
                                entry ->
                                        parameters.isFrozen(entry.name())
                                                || entry.shape().size() > 2)
                || !parameters.stateEntries().isEmpty()
                || !DenseProduct.isRight()) {
            return Optional.empty();
        }
        List<ChainMemory.Link> links = new ArrayList<>();
        List<Integer> widths = new ArrayList<>(List.of((int) net.in().count()));
        List<Boolean> isRead = new ArrayList<>(List.of(true));
        int draws = 0;
        int place = 0;
        for (ChildLayer child : ChildLayer.chain(net.layer(), net.in())) {
            Optional<CompiledLayer> compiled = child.layer().compiled(child.in());
            if (compiled.isEmpty()) {
                return Optional.empty();
            }
            CompiledLayer layer = compiled.get();
            if (layer == CompiledLayer.IDENTITY) {
                continue;
            }
            int from = place;
            boolean isCopied = false;
            if (!layer.overwrites()
                    || isRead.get(from)
                    || layer.reads() == CompiledLayer.Reads.INPUT) {
                isCopied = layer.overwrites();
                place = widths.size();
                widths.add((int) child.layer().out(child.in()).count());
                isRead.add(false);
            }
            switch (layer.reads()) {
                case INPUT -> isRead.set(from, true);
                case OUTPUT -> isRead.set(place, true);
                case NOTHING -> {}
            }
            boolean isLearning =
                    parameters.entries().stream()
                            .anyMatch(entry -> entry.name().startsWith(child.prefix()));
            links.add(
                    new ChainMemory.Link(
                            child,
                            layer,
                            from,
                            place,
                            isCopied,
                            isLearning,
                            layer.draws() ? draws++ : -1));
        }
        return Optional.of(
                new CompiledChain(
                        new ChainMemory(net, mostExamples, shares(mostExamples), links, widths)));
    }

    /** How many shares a batch has. */
    public static int shares(int examples) {
        int shares = 1;
        while (shares < MOST_SHARES && examples >= 2 * shares * LEAST_EXAMPLES) {
            shares *= 2;
        }
        return shares;
    }

    /** Whether it computes such a pass: training, without an observer, no more examples than planned. */
    public boolean takes(int examples, Context pass) {
        return pass.isTraining() && !pass.isObserved() && examples <= memory.most();
    }

    /**
     * Forward, the loss, and backward: replaces the gradients of the net's parameters.
     *
     * @param examples row by row, as many numbers each as the net's input has
     * @param count of examples
     * @return the sum of the shares' losses
     * @throws IllegalArgumentException unless it {@link #takes} the pass
     */
    public double learn(float[] examples, int count, Context pass, Head head) {
        if (!takes(count, pass)
                || count < 1
                || examples.length < count * memory.net().in().count()) {
            throw Check.error(
                    "A compiled chain needs a training pass without an observer, of 1 to "
                            + (memory.most() + " examples of " + memory.net().in()),
                    count + " examples, " + examples.length + " numbers, " + pass.phase(),
                    "Ask takes(examples, pass) first");
        }
        List<ChainShare> plan = plan(count);
        memory.draw(count, pass);
        double[] losses = new double[plan.size()];
        BatchShares.run(
                plan.size(), share -> losses[share] = plan.get(share).learn(examples, head));
        double loss = losses[0];
        for (int i = 1; i < losses.length; i++) {
            loss += losses[i];
        }
        if (losses.length > 1) {
            BatchShares.run(slices.size(), slice -> addUp(slices.get(slice), losses.length));
        }
        return loss;
    }

    private static void addUp(List<DenseMatrix> ofShares, int shares) {
        for (int i = 1; i < shares; i++) {
            ofShares.get(0).add(ofShares.get(i), 1);
        }
    }

    private List<ChainShare> plan(int count) {
        List<ChainShare> known = plans.get(count);
        if (known != null) {
            return known;
        }
        int shares = shares(count);
        List<ChainShare> plan = new ArrayList<>();
        int first = 0;
        for (int i = 0; i < shares; i++) {
            int rows = count / shares + (i < count % shares ? 1 : 0);
            plan.add(memory.share(i, first, rows));
            first += rows;
        }
        if (plans.size() == PLANS) {
            plans.clear();
        }
        plans.put(count, plan);
        return plan;
    }
}
