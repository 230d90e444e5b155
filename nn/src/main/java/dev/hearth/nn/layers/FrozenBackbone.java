package dev.hearth.nn.layers;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Composite;
import dev.hearth.nn.Context;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A net of which only the last layer that learns does learn: the others that could, and what stands
 * before them, compute as when testing, in every phase, record nothing for the backward pass, and are
 * frozen: neither an optimiser nor its modifiers change their numbers or running figures ({@link Frozen}
 * freezes by name). This is how a new head is trained on an old body. Parameters are all declared, and
 * named as without this letter, so the numbers go over from one to the other.
 *
 * <pre>{@code
 * Layer head = new FrozenBackbone(Layers.sequence(Layers.conv(32, 3), Layers.globalAvgPool(), Layers.linear(5)));
 * }</pre>
 *
 * @param net a chain, or a letter that stands for one
 */
public record FrozenBackbone(Layer net) implements Layer {

    /** Refuses nothing. */
    public FrozenBackbone {
        Objects.requireNonNull(net, "net");
    }

    @Override
    public Shape out(Shape in) {
        return net.out(in);
    }

    @Override
    public Complexity cost(Shape in) {
        return net.cost(in);
    }

    /** What rests, in order, and what learns, in order. */
    private record Parts(List<Forward> resting, List<Forward> learning) {

        static Parts none() {
            return new Parts(new ArrayList<>(), new ArrayList<>());
        }

        /** What stands before something that rests, rests too. */
        void rest(Forward part) {
            resting.addAll(learning);
            learning.clear();
            resting.add(part);
        }
    }

    @Override
    public Forward build(Shape in, Parameters home) {
        Parts parts = Parts.none();
        divide(net, in, home, parts);
        return (x, pass) -> {
            Tensor features = x;
            try (var quiet = NoGrad.open()) {
                Context still = pass.still();
                for (Forward part : parts.resting()) {
                    features = part.apply(features, still);
                }
            }
            for (Forward part : parts.learning()) {
                features = part.apply(features, pass);
            }
            return features;
        };
    }

    /** Goes into chains as far as they are the last that learns. */
    private static void divide(Layer layer, Shape in, Parameters home, Parts parts) {
        if (layer instanceof Composite composite) {
            divide(composite.body(), in, home, parts);
        } else if (layer instanceof Named named) {
            divide(named.layer(), in, home.scope(named.name()), parts);
        } else if (layer instanceof Repeat repeat) {
            divide(repeat.written(), in, home, parts);
        } else if (layer instanceof Sequence sequence) {
            chain(sequence.layers(), in, home, parts);
        } else {
            parts.learning().add(layer.build(in, home));
        }
    }

    private static void chain(List<Layer> layers, Shape in, Parameters home, Parts parts) {
        int last = -1;
        int before = -1;
        Shape shape = in;
        for (int i = 0; i < layers.size(); i++) {
            if (layers.get(i).cost(shape).parameters() > 0) {
                before = last;
                last = i;
            }
            shape = layers.get(i).out(shape);
        }
        shape = in;
        for (int i = 0; i < layers.size(); i++) {
            Parameters place = home.scope(Integer.toString(i));
            if (i <= before) {
                parts.rest(layers.get(i).build(shape, place.freezing(name -> true)));
            } else if (i == last) {
                divide(layers.get(i), shape, place, parts);
            } else {
                parts.learning().add(layers.get(i).build(shape, place));
            }
            shape = layers.get(i).out(shape);
        }
    }
}
