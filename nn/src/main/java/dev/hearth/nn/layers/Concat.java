package dev.hearth.nn.layers;

import dev.hearth.nn.Arrangement;
import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.CustomGradient;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.OwnsResult;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Branches over one input, their outputs concatenated: images along channels, vectors along features.
 * Their parameters' names begin with 0, 1, 2, …
 *
 * <p>Anything that all branches take → images [Σchannels × height × width] or a vector [Σsizes].
 *
 * <pre>{@code
 * Layer block = Layers.concat(
 *     Layers.conv(96, 1),
 *     Layers.sequence(Layers.conv(64, 1), Layers.conv(96, 3)));   // 192 channels
 * }</pre>
 *
 * @param branches at least one
 */
public record Concat(List<Layer> branches) implements Layer {

    /** Copies the list and refuses an empty one. */
    public Concat {
        branches = List.copyOf(branches);
        if (branches.isEmpty()) {
            throw Check.error("Concat needs at least one branch", "none", "Name some");
        }
    }

    @Override
    public Shape out(Shape in) {
        return joined(branches.stream().map(branch -> branch.out(in)).toList());
    }

    /** The concatenation of such shapes. */
    static Shape joined(List<Shape> outs) {
        int features = 0;
        for (int i = 0; i < outs.size(); i++) {
            if (!joins(outs.get(0), outs.get(i))) {
                throw Check.error(
                        "Concat needs branches that end in equal heights and widths, or all in vectors",
                        "branch 0 gives " + outs.get(0) + ", branch " + i + " gives " + outs.get(i),
                        "Give both the same strides and padding");
            }
            features = Math.addExact(features, outs.get(i).features());
        }
        return outs.get(0) instanceof Shape.Image image
                ? new Shape.Image(features, image.height(), image.width())
                : new Shape.Vector(features);
    }

    private static boolean joins(Shape a, Shape b) {
        if (a instanceof Shape.Image left && b instanceof Shape.Image right) {
            return left.height() == right.height() && left.width() == right.width();
        }
        return a instanceof Shape.Vector && b instanceof Shape.Vector;
    }

    @Override
    public Complexity cost(Shape in) {
        out(in);
        return Complexity.sum(children(in));
    }

    @Override
    public List<ChildLayer> children(Shape in) {
        return IntStream.range(0, branches.size())
                .mapToObj(i -> new ChildLayer(Integer.toString(i), branches.get(i), in))
                .toList();
    }

    @Override
    public Arrangement arrangement() {
        return Arrangement.CONCAT;
    }

    @Override
    public Layer withChildren(List<Layer> layers) {
        return new Concat(layers);
    }

    @Override
    public String summary() {
        return "Concat of " + branches.size() + (branches.size() == 1 ? " branch" : " branches");
    }

    @Override
    public Forward build(Shape in, Parameters parameters) {
        out(in);
        List<Forward> parts = children(in).stream().map(each -> each.build(parameters)).toList();
        UnaryOperator<Tensor> branching = CustomGradient.branching(children(in));
        // Closes the branches' own tensors; what the backward pass reads, autograd keeps.
        return (OwnsResult)
                (x, pass) -> {
                    try (var scope = Scope.open()) {
                        Tensor all = branching.apply(x);
                        Tensor[] outs = new Tensor[parts.size()];
                        for (int i = 0; i < outs.length; i++) {
                            outs[i] = parts.get(i).apply(all, pass);
                        }
                        return scope.keep(Tensor.concat(1, outs));
                    }
                };
    }
}
