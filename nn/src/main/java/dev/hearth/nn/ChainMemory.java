package dev.hearth.nn;

import dev.hearth.tensor.DenseMatrix;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The memory of a {@link CompiledChain}: the values between its layers for the whole batch, of which a share has its
 * rows, two matrices for the gradients that flow back, in turns, and gradients of all parameters for each share.
 */
final class ChainMemory {

    /** A layer, and in which places its values lie; {@code drawn} is −1 where nothing is drawn. */
    record Link(
            ChildLayer child,
            CompiledLayer layer,
            int from,
            int to,
            boolean isCopied,
            boolean isLearning,
            int drawn) {}

    private final Model net;
    private final int most;
    private final List<Link> links;
    private final List<Tensor> values;
    private final List<Tensor> drawn;
    private final List<Tensor> flowing;
    private final List<Tensor> gradients = new ArrayList<>();
    private final int widest;

    /**
     * Allocated in the scope that is open now.
     *
     * @param most examples of a batch
     * @param widths of the places of values, by number
     */
    ChainMemory(Model net, int most, int shares, List<Link> links, List<Integer> widths) {
        this.net = net;
        this.most = most;
        this.links = List.copyOf(links);
        this.values = widths.stream().map(width -> Tensor.zeros(most, width)).toList();
        this.widest = widths.stream().mapToInt(Integer::intValue).max().orElseThrow();
        this.flowing = List.of(Tensor.zeros(most, widest), Tensor.zeros(most, widest));
        this.drawn =
                links.stream()
                        .filter(link -> link.drawn() >= 0)
                        .map(link -> Tensor.zeros(most, widths.get(link.from())))
                        .toList();
        gradients.add(net.parameters().gradients());
        for (int i = 1; i < shares; i++) {
            gradients.add(net.parameters().gradients().filledLike(0));
        }
    }

    Model net() {
        return net;
    }

    int most() {
        return most;
    }

    /** The gradients of all parameters, flat, of each share; the first are the net's own. */
    List<Tensor> gradients() {
        return gradients;
    }

    /** Draws the random numbers of a pass, layer by layer. */
    void draw(int count, Context pass) {
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

    ChainShare share(int number, int first, int rows) {
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
        return new ChainShare(
                new CompiledChain.ShareOfBatch(first, x, y, atOutput), forward, backward);
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
