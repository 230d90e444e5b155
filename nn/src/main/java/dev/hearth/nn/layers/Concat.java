package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.OwnsResult;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import java.util.List;

/**
 * Branches side by side over one input, their outputs joined: images along channels, vectors along
 * features. Parts are named 0, 1, 2, …
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

    /** Refuses nothing at all, and copies the list. */
    public Concat {
        branches = List.copyOf(branches);
        if (branches.isEmpty()) {
            throw new IllegalArgumentException(
                    "Concat needs at least one branch. Received: none. Name some.");
        }
    }

    @Override
    public Shape out(Shape in) {
        return joined(branches.stream().map(branch -> branch.out(in)).toList());
    }

    /** What branches that end so give together. */
    static Shape joined(List<Shape> outs) {
        int features = 0;
        for (int i = 0; i < outs.size(); i++) {
            if (!joins(outs.get(0), outs.get(i))) {
                throw new IllegalArgumentException(
                        "Concat needs branches that end in equal heights and widths, or all in vectors."
                                + " Received: branch 0 gives "
                                + outs.get(0)
                                + ", branch "
                                + i
                                + " gives "
                                + outs.get(i)
                                + ". Give both the same strides and padding.");
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
        Complexity cost = Complexity.NONE;
        for (Layer branch : branches) {
            cost = cost.plus(branch.cost(in));
        }
        return cost;
    }

    @Override
    public Forward build(Shape in, Parameters home) {
        out(in);
        Forward[] parts = new Forward[branches.size()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = branches.get(i).build(in, home.scope(Integer.toString(i)));
        }
        // The branches' own tensors die with the room; what backward reads, the record keeps.
        return (OwnsResult)
                (x, pass) -> {
                    try (var room = Scope.open()) {
                        Tensor[] outs = new Tensor[parts.length];
                        for (int i = 0; i < parts.length; i++) {
                            outs[i] = parts[i].apply(x, pass);
                        }
                        return room.keep(Tensor.concat(1, outs));
                    }
                };
    }
}
