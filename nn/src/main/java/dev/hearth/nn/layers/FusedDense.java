package dev.hearth.nn.layers;

import dev.hearth.nn.Context;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Parameter;
import dev.hearth.nn.Precision;
import dev.hearth.nn.WeightedSum;
import dev.hearth.tensor.Autograd;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.SparseMaxGradient;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fully connected layers, activations, maxout and dropout one after another, with the gradient written
 * by hand: for y = Wx + b and a gradient g at y, g·xᵀ is added to W's, g to b's, and Wᵀg goes on to x.
 * The numbers are those of the layers one by one, up to rounding, and so are the random numbers.
 *
 * <p>For the first layers of a net, in a training pass without an observer. It saves what autograd
 * costs a small net: its record, a product's result that is then added to the gradient
 * (here the product adds), an array for each activation (here it overwrites its argument), and the
 * gradient by inputs that is not needed.
 *
 * <p>Measured in {@code bench/README.md}: "E1 step", rows "SGD: Hearth, times as fast" and "Adam: Hearth,
 * times as fast", and "GAN step", row "Hearth, times as fast".
 */
final class FusedDense {

    /** Pieces from which on most of a gradient behind their greatest is zero. */
    private static final int FEW = 3;

    private final List<Forward> parts;
    private final int lowest;

    private FusedDense(List<Forward> parts, int lowest) {
        this.parts = parts;
        this.lowest = lowest;
    }

    /** The first forwards of a chain, a flattening among them, as one where at least two can be fused. */
    static List<Forward> fused(List<Forward> chain) {
        int first = !chain.isEmpty() && chain.get(0) == Flatten.FORWARD ? 1 : 0;
        int length = length(chain.subList(first, chain.size()));
        if (length < 2) {
            return chain;
        }
        int end = first + length;
        FusedDense dense = of(chain.subList(first, end));
        List<Forward> plain = List.copyOf(chain.subList(0, end));
        List<Forward> all = new ArrayList<>();
        all.add(
                (x, pass) ->
                        dense.apply(first == 1 ? x.flatten(1) : x, pass, pass.spared(x))
                                .orElseGet(() -> Sequence.oneByOne(plain, x, pass)));
        all.addAll(chain.subList(end, chain.size()));
        return all;
    }

    /** How many of a sequence's first forward functions can be fused; 0 where none of them learns. */
    static int length(List<Forward> forwards) {
        int end = 0;
        int learning = 0;
        while (end < forwards.size()) {
            Forward forward = forwards.get(end);
            if (isLearning(forward)) {
                learning++;
            } else if (!(forward instanceof DropoutForward
                    || learning > 0
                            && (forward instanceof PointwiseForward
                                    || forward instanceof MaxoutChannelsForward))) {
                break;
            }
            end++;
        }
        return learning == 0 ? 0 : end;
    }

    private static boolean isLearning(Forward forward) {
        return forward instanceof LinearForward || forward instanceof MaxoutForward;
    }

    static FusedDense of(List<Forward> forwards) {
        List<Forward> parts = new ArrayList<>();
        for (Forward forward : forwards) {
            if (forward instanceof MaxoutForward maxout && maxout.greatest().pieces() < FEW) {
                parts.add(maxout.sums());
                parts.add(maxout.greatest());
            } else {
                parts.add(forward);
            }
        }
        int lowest = 0;
        while (!isLearning(parts.get(lowest))) {
            lowest++;
        }
        return new FusedDense(List.copyOf(parts), lowest);
    }

    /** A part on its way back. */
    private interface Way {

        /** From the gradient at the result to that at the argument, of the examples after some. */
        Tensor back(Tensor gradient, long after);
    }

    /** The weighted sums of a part that learns. */
    private static Optional<LinearForward> sumsOf(Forward part) {
        if (part instanceof MaxoutForward maxout) {
            return Optional.of(maxout.sums());
        }
        return part instanceof LinearForward affine ? Optional.of(affine) : Optional.empty();
    }

    /** A parameter that is learned as it is, and where its gradient is added up. */
    private record Leaf(Tensor value, Tensor gradient) {}

    /** A weighted sum's. */
    private record Leaves(Leaf weight, Optional<Leaf> bias) {

        static Optional<Leaves> of(LinearForward affine, Context pass) {
            Optional<Leaf> weight = leaf(affine.weight(), pass);
            Optional<Leaf> bias = affine.bias().flatMap(b -> leaf(b, pass));
            return weight.isEmpty() || affine.bias().isPresent() && bias.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Leaves(weight.get(), bias));
        }

        private static Optional<Leaf> leaf(Parameter parameter, Context pass) {
            Tensor value = parameter.in(pass);
            return value.grad().map(gradient -> new Leaf(value, gradient));
        }

        Tensor forward(Tensor x) {
            Tensor w = weight.value();
            return bias.isPresent() ? x.linear(w, bias.get().value()) : x.linear(w);
        }

        void learn(Tensor x, Tensor gradient) {
            weight.gradient().addMatmulInPlace(gradient.transpose(0, 1), x);
            bias.ifPresent(b -> b.gradient().addInPlace(gradient.sum(Tensor.Keep.NOTHING, 0), 1));
        }

        void learn(Tensor x, SparseMaxGradient gradient) {
            gradient.addProductTo(weight.gradient(), x);
            bias.ifPresent(b -> gradient.addSumTo(b.gradient()));
        }
    }

    /** One pass: what it has saved, and the ways back. */
    private final class Run {
        final List<Tensor> saved = new ArrayList<>();
        final List<Way> ways = new ArrayList<>();

        private Tensor kept(Tensor tensor) {
            saved.add(tensor);
            return tensor;
        }

        private void keep(Leaves leaves) {
            saved.add(leaves.weight().gradient());
            leaves.bias().ifPresent(b -> saved.add(b.gradient()));
        }

        Tensor affine(Leaves leaves, boolean learnsOnly, Tensor x) {
            kept(x);
            keep(leaves);
            ways.add(
                    (gradient, after) -> {
                        leaves.learn(x, gradient);
                        return learnsOnly
                                ? gradient
                                : from(gradient, after).matmul(leaves.weight().value());
                    });
            return leaves.forward(x);
        }

        /** The gradient by the sums has one number a unit, and is never written down. */
        Tensor maxout(Leaves leaves, MaxoutChannelsForward greatest, boolean learnsOnly, Tensor x) {
            kept(x);
            keep(leaves);
            Tensor sums = kept(leaves.forward(x));
            ways.add(
                    (gradient, after) -> {
                        if (!SparseMaxGradient.fit(sums)) {
                            Tensor dense = Autograd.maxOfGroupsBackward(sums, gradient);
                            leaves.learn(x, dense);
                            return learnsOnly
                                    ? gradient
                                    : from(dense, after).matmul(leaves.weight().value());
                        }
                        SparseMaxGradient peaks = SparseMaxGradient.of(sums, gradient);
                        leaves.learn(x, peaks);
                        return learnsOnly ? gradient : peaks.matmul(leaves.weight().value(), after);
                    });
            return Functional.maxOfGroups(sums, greatest.pieces());
        }

        Tensor pointwise(PointwiseForward pointwise, boolean fresh, Tensor x) {
            // A sum of products is used here alone and not needed again.
            Tensor y = kept((fresh ? pointwise.inPlace() : pointwise.recorded()).apply(x));
            ways.add((gradient, after) -> pointwise.backward().apply(gradient, y));
            return y;
        }

        Tensor greatest(MaxoutChannelsForward greatest, Tensor x) {
            kept(x);
            ways.add((gradient, after) -> Autograd.maxOfGroupsBackward(x, gradient));
            return Functional.maxOfGroups(x, greatest.pieces());
        }

        Tensor dropping(DropoutForward dropping, Tensor x, Context pass) {
            Optional<Tensor> mask = dropping.mask(x, pass);
            if (mask.isEmpty()) {
                ways.add((gradient, after) -> gradient);
                return x;
            }
            Tensor factors = kept(mask.get());
            ways.add((gradient, after) -> gradient.mul(from(factors, after)));
            return x.mul(factors);
        }

        /** Down to the lowest weights, and further where the input wants a gradient. */
        Tensor back(Tensor gradient, long after) {
            Tensor flowing = gradient;
            for (int i = ways.size() - 1; i >= 0; i--) {
                flowing = ways.get(i).back(flowing, i > lowest ? 0 : after);
            }
            return flowing;
        }

        void learn(Tensor gradient) {
            Tensor flowing = gradient;
            for (int i = ways.size() - 1; i >= lowest; i--) {
                flowing = ways.get(i).back(flowing, 0);
            }
        }
    }

    private static Tensor from(Tensor tensor, long after) {
        return after == 0 ? tensor : tensor.narrow(0, after, tensor.size(0) - after);
    }

    /**
     * Empty where it must be recorded: no learning, a weight that is computed from others, or one that is
     * multiplied in bfloat16.
     *
     * @param spared by how many first examples the gradient is not needed
     */
    Optional<Tensor> apply(Tensor given, Context pass, long spared) {
        Tensor x = given.widened();
        boolean further = x.wantsGrad();
        if (!pass.isTraining()
                || pass.isObserved()
                || !NoGrad.isRecording()
                || further && !x.device().equals(Device.CPU)) {
            return Optional.empty();
        }
        List<Optional<Leaves>> learned = new ArrayList<>();
        for (Forward part : parts) {
            Optional<Leaves> leaves = sumsOf(part).flatMap(sums -> Leaves.of(sums, pass));
            if (isLearning(part)
                    && (leaves.isEmpty()
                            || pass.precision() != Precision.FLOAT32
                                    && WeightedSum.isLarge(leaves.get().weight().value()))) {
                return Optional.empty();
            }
            learned.add(leaves);
        }
        Run run = new Run();
        Tensor value = x;
        try (var quiet = NoGrad.open()) {
            for (int i = 0; i < parts.size(); i++) {
                Forward part = parts.get(i);
                if (part instanceof PointwiseForward pointwise) {
                    value =
                            run.pointwise(
                                    pointwise, parts.get(i - 1) instanceof LinearForward, value);
                } else if (part instanceof MaxoutChannelsForward greatest) {
                    value = run.greatest(greatest, value);
                } else if (part instanceof DropoutForward dropping) {
                    value = run.dropping(dropping, value, pass);
                } else {
                    Leaves leaves = learned.get(i).orElseThrow();
                    boolean learnsOnly = i == lowest && !further;
                    value =
                            part instanceof MaxoutForward maxout
                                    ? run.maxout(leaves, maxout.greatest(), learnsOnly, value)
                                    : run.affine(leaves, learnsOnly, value);
                }
            }
        }
        Tensor[] saved = run.saved.toArray(new Tensor[0]);
        if (!further) {
            run.saved.add(value);
            return Optional.of(
                    Autograd.boundary(value, run::learn, run.saved.toArray(new Tensor[0])));
        }
        return Optional.of(
                Autograd.function(x, value, gradient -> whole(run, gradient, spared), saved));
    }

    /** The gradient by all examples, of which the spared ones have none. */
    private static Tensor whole(Run run, Tensor gradient, long spared) {
        Tensor asked = run.back(gradient, spared);
        if (spared == 0) {
            return asked;
        }
        long[] missing = asked.shape();
        missing[0] = spared;
        return Tensor.concat(0, Tensor.zeros(missing), asked);
    }
}
