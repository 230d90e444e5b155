package dev.hearth.nn.combine;

import dev.hearth.nn.Forward;
import dev.hearth.nn.Parameter;
import dev.hearth.nn.Pass;
import dev.hearth.nn.activation.Pointwise;
import dev.hearth.nn.dense.Affine;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fully connected layers and activations one after another, with the gradient written by hand: for
 * y = Wx + b and a gradient g at y, g·xᵀ is added to W's, g to b's, and Wᵀg goes on to x. The numbers
 * are those of the layers one by one, up to rounding.
 *
 * <p>For the first layers of a net, whose input wants no gradient, in a pass for learning that nobody
 * looks on at. It saves what the record costs a small net: the record itself, a product's result that is then
 * added to the gradient (here the product adds), and an array for each activation (here it takes the
 * place of its argument).
 */
final class DenseStretch {

    private final List<Forward> parts;

    private DenseStretch(List<Forward> parts) {
        this.parts = parts;
    }

    /** How many of a sequence's first machines, after {@code from}, are of this kind. */
    static int length(List<Forward> machines, int from) {
        int end = from;
        while (end < machines.size()
                && (machines.get(end) instanceof Affine
                        || end > from && machines.get(end) instanceof Pointwise)) {
            end++;
        }
        return end - from;
    }

    static DenseStretch of(List<Forward> machines) {
        return new DenseStretch(List.copyOf(machines));
    }

    /** What a part needs to go back. */
    private record Step(
            Forward part, Tensor in, Tensor out, Optional<Leaf> weight, Optional<Leaf> bias) {}

    /** A parameter that is learned as it is, and where its gradient is added up. */
    private record Leaf(Tensor value, Tensor gradient) {}

    /** Empty where it must be recorded: no learning, or a weight that is computed from others. */
    Optional<Tensor> apply(Tensor x, Pass pass) {
        if (!pass.isTraining() || pass.isObserved() || !NoGrad.isRecording() || x.wantsGrad()) {
            return Optional.empty();
        }
        List<Optional<Leaf>> weights = new ArrayList<>();
        List<Optional<Leaf>> biases = new ArrayList<>();
        for (Forward part : parts) {
            Optional<Leaf> weight = Optional.empty();
            Optional<Leaf> bias = Optional.empty();
            if (part instanceof Affine affine) {
                weight = leaf(affine.weight(), pass);
                bias = affine.bias().flatMap(b -> leaf(b, pass));
                if (weight.isEmpty() || affine.bias().isPresent() && bias.isEmpty()) {
                    return Optional.empty();
                }
            }
            weights.add(weight);
            biases.add(bias);
        }
        Step[] steps = new Step[parts.size()];
        List<Tensor> saved = new ArrayList<>();
        Tensor value = x;
        try (var quiet = NoGrad.open()) {
            for (int i = 0; i < steps.length; i++) {
                Tensor in = value;
                value = forward(i, in, weights.get(i), biases.get(i));
                steps[i] = new Step(parts.get(i), in, value, weights.get(i), biases.get(i));
                saved.add(in);
                weights.get(i).ifPresent(leaf -> saved.add(leaf.gradient()));
                biases.get(i).ifPresent(leaf -> saved.add(leaf.gradient()));
            }
        }
        saved.add(value);
        return Optional.of(
                value.cut(gradient -> backward(steps, gradient), saved.toArray(new Tensor[0])));
    }

    private static Optional<Leaf> leaf(Parameter parameter, Pass pass) {
        Tensor value = parameter.in(pass);
        return value.grad().map(gradient -> new Leaf(value, gradient));
    }

    private Tensor forward(int i, Tensor in, Optional<Leaf> weight, Optional<Leaf> bias) {
        if (parts.get(i) instanceof Pointwise pointwise) {
            // A sum of products is nobody else's and is not needed again.
            return parts.get(i - 1) instanceof Affine
                    ? pointwise.inPlace().apply(in)
                    : pointwise.recorded().apply(in);
        }
        Tensor w = weight.orElseThrow().value();
        return bias.isPresent() ? in.linear(w, bias.get().value()) : in.linear(w);
    }

    private static void backward(Step[] steps, Tensor gradient) {
        Tensor flowing = gradient;
        for (int i = steps.length - 1; i >= 0; i--) {
            Step step = steps[i];
            if (step.part() instanceof Pointwise pointwise) {
                flowing = pointwise.backward().apply(flowing, step.out());
                continue;
            }
            Leaf weight = step.weight().orElseThrow();
            weight.gradient().addMatmulInPlace(flowing.transpose(0, 1), step.in());
            if (step.bias().isPresent()) {
                step.bias().get().gradient().addInPlace(flowing.sum(Tensor.Keep.NOTHING, 0), 1);
            }
            if (i > 0) {
                flowing = flowing.matmul(weight.value());
            }
        }
    }
}
