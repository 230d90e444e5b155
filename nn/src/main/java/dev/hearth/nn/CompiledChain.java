package dev.hearth.nn;

import dev.hearth.tensor.BatchShares;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.DenseMatrix;
import dev.hearth.tensor.DenseProduct;
import dev.hearth.tensor.Scope;
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

    /** A layer, and in which places its values lie; {@code drawn} is −1 where nothing is drawn. */
    private record Link(
            ChildLayer child,
            CompiledLayer layer,
            int from,
            int to,
            boolean isCopied,
            boolean isLearning,
            int drawn) {}

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

    /** A share that is planned. */
    private record Share(
            ShareOfBatch ends,
            List<CompiledLayer.Passes> forward,
            List<CompiledLayer.Passes> backward) {

        double learn(float[] examples, Head head) {
            DenseMatrix x = ends.input();
            x.put(examples, ends.first() * x.columns());
            for (CompiledLayer.Passes each : forward) {
                each.forward();
            }
            double loss = head.loss(ends);
            for (CompiledLayer.Passes each : backward) {
                each.backward();
            }
            return loss;
        }
    }

    private final Model net;
    private final int most;
    private final List<Link> links;
    private final List<Tensor> values;
    private final List<Tensor> drawn;
    private final List<Tensor> flowing;
    private final List<Tensor> gradients = new ArrayList<>();
    private final List<List<DenseMatrix>> slices = new ArrayList<>();
    private final Map<Integer, List<Share>> plans = new HashMap<>();
    private final int widest;

    private CompiledChain(Model net, int most, List<Link> links, List<Integer> widths) {
        this.net = net;
        this.most = most;
        this.links = links;
        this.values = widths.stream().map(width -> zeros(most, width)).toList();
        this.widest = widths.stream().mapToInt(Integer::intValue).max().orElseThrow();
        this.flowing = List.of(zeros(most, widest), zeros(most, widest));
        this.drawn =
                links.stream()
                        .filter(link -> link.drawn() >= 0)
                        .map(link -> zeros(most, widths.get(link.from())))
                        .toList();
        Tensor first = net.parameters().gradients();
        gradients.add(first);
        int shares = shares(most);
        for (int i = 1; i < shares; i++) {
            gradients.add(first.filledLike(0));
        }
        int each = (int) ((first.count() + shares - 1) / shares + ALIGNMENT - 1);
        each -= each % ALIGNMENT;
        for (int from = 0; from < first.count(); from += each) {
            int count = (int) Math.min(each, first.count() - from);
            List<DenseMatrix> slice = new ArrayList<>();
            for (Tensor gradient : gradients) {
                slice.add(DenseMatrix.of(gradient, from, 1, count));
            }
            slices.add(slice);
        }
    }

    private static Tensor zeros(int rows, int columns) {
        return Tensor.zeros(rows, columns);
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
        List<Link> links = new ArrayList<>();
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
                    new Link(
                            child,
                            layer,
                            from,
                            place,
                            isCopied,
                            isLearning,
                            layer.draws() ? draws++ : -1));
        }
        return Optional.of(new CompiledChain(net, mostExamples, List.copyOf(links), widths));
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
        return pass.isTraining() && !pass.isObserved() && examples <= most;
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
                || examples.length < count * (long) values.get(0).size(1)) {
            throw Check.error(
                    "A compiled chain needs a training pass without an observer, of 1 to "
                            + (most + " examples of " + net.in()),
                    count + " examples, " + examples.length + " numbers, " + pass.phase(),
                    "Ask takes(examples, pass) first");
        }
        List<Share> plan = plan(count);
        draw(count, pass);
        double[] losses = new double[plan.size()];
        BatchShares.run(
                plan.size(), share -> losses[share] = plan.get(share).learn(examples, head));
        double loss = losses[0];
        for (int i = 1; i < losses.length; i++) {
            loss += losses[i];
        }
        if (losses.length > 1 && !Boolean.getBoolean("nosum")) {
            BatchShares.run(slices.size(), slice -> addUp(slices.get(slice), losses.length));
        }
        return loss;
    }

    private static void addUp(List<DenseMatrix> ofShares, int shares) {
        for (int i = 1; i < shares; i++) {
            ofShares.get(0).add(ofShares.get(i), 1);
        }
    }

    private void draw(int count, Context pass) {
        if (drawn.isEmpty()) {
            return;
        }
        try (var scope = Scope.open()) {
            for (Link link : links) {
                if (link.drawn() >= 0) {
                    Tensor like = values.get(link.from()).narrow(0, 0, count);
                    Tensor numbers = link.layer().draw(like, pass).orElseThrow();
                    drawn.get(link.drawn()).narrow(0, 0, count).copyInPlace(numbers);
                }
            }
        }
    }

    private List<Share> plan(int count) {
        List<Share> known = plans.get(count);
        if (known != null) {
            return known;
        }
        int shares = shares(count);
        List<Share> plan = new ArrayList<>();
        int first = 0;
        for (int i = 0; i < shares; i++) {
            int rows = count / shares + (i < count % shares ? 1 : 0);
            plan.add(share(i, first, rows));
            first += rows;
        }
        if (plans.size() == PLANS) {
            plans.clear();
        }
        plans.put(count, plan);
        return plan;
    }

    private Share share(int number, int first, int rows) {
        List<CompiledLayer.Passes> forward = new ArrayList<>();
        List<CompiledLayer.Passes> backward = new ArrayList<>();
        int lowest = 0;
        while (!links.get(lowest).isLearning()) {
            lowest++;
        }
        int flow = 0;
        List<CompiledLayer.Passes> latestFirst = new ArrayList<>();
        DenseMatrix gradient = flowing(flow, links.get(links.size() - 1).to(), first, rows);
        DenseMatrix atOutput = gradient;
        for (int i = links.size() - 1; i >= 0; i--) {
            Link link = links.get(i);
            Optional<DenseMatrix> further = Optional.empty();
            if (!link.layer().overwrites() && i > lowest) {
                flow = 1 - flow;
                further = Optional.of(flowing(flow, link.from(), first, rows));
            }
            CompiledLayer.Passes passes =
                    link.layer().on(operands(link, number, first, rows, gradient, further));
            latestFirst.add(passes);
            if (i >= lowest) {
                backward.add(passes);
            }
            gradient = further.orElse(gradient);
        }
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get(i);
            CompiledLayer.Passes passes = latestFirst.get(links.size() - 1 - i);
            forward.add(link.isCopied() ? copying(link, first, rows, passes) : passes);
        }
        DenseMatrix x = value(0, first, rows);
        DenseMatrix y = value(links.get(links.size() - 1).to(), first, rows);
        return new Share(new ShareOfBatch(first, x, y, atOutput), forward, backward);
    }

    private CompiledLayer.Passes copying(
            Link link, int first, int rows, CompiledLayer.Passes passes) {
        DenseMatrix from = value(link.from(), first, rows);
        DenseMatrix to = value(link.to(), first, rows);
        return new CompiledLayer.Passes() {
            @Override
            public void forward() {
                to.copy(from);
                passes.forward();
            }

            @Override
            public void backward() {
                passes.backward();
            }
        };
    }

    private DenseMatrix value(int place, int first, int rows) {
        return rowsOf(values.get(place), first, rows);
    }

    private static DenseMatrix rowsOf(Tensor all, int first, int rows) {
        int width = (int) all.size(1);
        return DenseMatrix.of(all, (long) first * width, rows, width);
    }

    private DenseMatrix flowing(int which, int place, int first, int rows) {
        int width = (int) values.get(place).size(1);
        return DenseMatrix.of(flowing.get(which), (long) first * widest, rows, width);
    }

    private CompiledLayer.Operands operands(
            Link link,
            int number,
            int first,
            int rows,
            DenseMatrix gradient,
            Optional<DenseMatrix> further) {
        DenseMatrix to = value(link.to(), first, rows);
        DenseMatrix from = link.from() == link.to() ? to : value(link.from(), first, rows);
        return new CompiledLayer.Operands() {
            @Override
            public DenseMatrix input() {
                return from;
            }

            @Override
            public DenseMatrix output() {
                return to;
            }

            @Override
            public DenseMatrix gradient() {
                return gradient;
            }

            @Override
            public Optional<DenseMatrix> inputGradient() {
                return further;
            }

            @Override
            public DenseMatrix value(String parameter) {
                return part(net.parameters().values(), parameter);
            }

            @Override
            public DenseMatrix gradient(String parameter) {
                return part(gradients.get(number), parameter);
            }

            private DenseMatrix part(Tensor flat, String parameter) {
                String name = link.child().prefix() + parameter;
                Parameters.Entry entry =
                        net.parameters().entries().stream()
                                .filter(each -> each.name().equals(name))
                                .findFirst()
                                .orElseThrow();
                int columns = Math.toIntExact(entry.shape().get(entry.shape().size() - 1));
                int itsRows = Math.toIntExact(entry.count() / columns);
                return DenseMatrix.of(flat, entry.offset(), itsRows, columns);
            }

            @Override
            public DenseMatrix drawn() {
                return rowsOf(drawn.get(link.drawn()), first, rows);
            }
        };
    }
}
