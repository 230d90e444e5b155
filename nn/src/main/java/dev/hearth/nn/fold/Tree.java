package dev.hearth.nn.fold;

import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Role;
import dev.hearth.nn.Shape;
import dev.hearth.nn.combine.Composite;
import dev.hearth.nn.combine.Concat;
import dev.hearth.nn.combine.Fork;
import dev.hearth.nn.combine.Frozen;
import dev.hearth.nn.combine.HeadOnly;
import dev.hearth.nn.combine.Named;
import dev.hearth.nn.combine.Repeat;
import dev.hearth.nn.combine.Residual;
import dev.hearth.nn.combine.Sequence;
import dev.hearth.nn.dropout.Dropout;
import dev.hearth.nn.dropout.FeatureDropout;
import dev.hearth.nn.dropout.FixedCountDropout;
import dev.hearth.nn.dropout.GaussianNoise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Takes a letter apart, and folds on the way. */
final class Tree {

    private Tree() {}

    static Node of(Layer layer, Shape in, Map<String, float[]> arrays) {
        if (layer instanceof Composite composite) {
            return of(composite.body(), in, arrays);
        }
        if (layer instanceof Repeat repeat) {
            return of(repeat.written(), in, arrays);
        }
        if (layer instanceof Frozen frozen) {
            return of(frozen.net(), in, arrays);
        }
        if (layer instanceof HeadOnly head) {
            return of(head.net(), in, arrays);
        }
        if (layer instanceof Reparametrized guise) {
            return of(guise.layer(), in, plain(guise, in, arrays));
        }
        if (layer instanceof Sequence sequence) {
            return chain(sequence, in, arrays);
        }
        if (layer instanceof Concat concat) {
            List<Node> parts = new ArrayList<>();
            for (Layer branch : concat.branches()) {
                parts.add(of(branch, in, Node.behind(arrays, parts.size() + ".")));
            }
            return new Node.Branches(parts);
        }
        if (layer instanceof Fork fork) {
            List<Node> parts = new ArrayList<>();
            for (Layer branch : fork.branches()) {
                Shape share = fork.in(in, parts.size());
                parts.add(of(branch, share, Node.behind(arrays, parts.size() + ".")));
            }
            Node opening = of(fork.opening(), in, Node.behind(arrays, "opening."));
            return new Node.Forked(opening, fork.shares(), parts);
        }
        if (layer instanceof Residual residual) {
            return new Node.Shortcut(
                    of(residual.body(), in, Node.behind(arrays, "body.")), residual.scale());
        }
        if (layer instanceof Named named) {
            return new Node.Titled(
                    named.name(), of(named.layer(), in, Node.behind(arrays, named.name() + ".")));
        }
        return new Node.Leaf(layer, in, checked(layer, in, arrays));
    }

    private static Node chain(Sequence sequence, Shape in, Map<String, float[]> arrays) {
        List<Node> parts = new ArrayList<>();
        Shape shape = in;
        for (int i = 0; i < sequence.layers().size(); i++) {
            Layer layer = sequence.layers().get(i);
            Node part = of(layer, shape, Node.behind(arrays, i + "."));
            shape = layer.out(shape);
            List<Node> inner = part instanceof Node.Chain chain ? chain.parts() : List.of(part);
            inner.forEach(each -> append(parts, each));
        }
        if (parts.isEmpty()) {
            parts.add(new Node.Leaf(sequence.layers().get(0), in, Map.of()));
        }
        return new Node.Chain(parts);
    }

    private static void append(List<Node> parts, Node part) {
        Node bare = part;
        while (bare instanceof Node.Titled titled) {
            bare = titled.inner();
        }
        if (bare instanceof Node.Leaf leaf) {
            if (isStill(leaf.layer())) {
                return;
            }
            if (leaf.layer() instanceof FeatureAffine affine && !parts.isEmpty()) {
                int last = parts.size() - 1;
                Optional<Node> changed = parts.get(last).with(affine.change(leaf.own()));
                if (changed.isPresent()) {
                    parts.set(last, changed.get());
                    return;
                }
            }
        }
        parts.add(part);
    }

    /** Whether it does nothing when testing. */
    private static boolean isStill(Layer layer) {
        return layer instanceof Dropout
                || layer instanceof FeatureDropout
                || layer instanceof FixedCountDropout fixed && fixed.rate() == 0
                || layer instanceof GaussianNoise;
    }

    /** The arrays of the layer inside, its weights computed. */
    private static Map<String, float[]> plain(
            Reparametrized guise, Shape in, Map<String, float[]> arrays) {
        Map<String, float[]> plain = new HashMap<>(arrays);
        for (Parameters.Entry entry : Parameters.planned(guise.layer(), in).entries()) {
            if (entry.role() == Role.WEIGHT) {
                String prefix = entry.name() + ".";
                Map<String, float[]> parts = Node.behind(arrays, prefix);
                guise.weight(entry, parts)
                        .ifPresent(
                                weight -> {
                                    parts.keySet().forEach(part -> plain.remove(prefix + part));
                                    plain.put(entry.name(), weight);
                                });
            }
        }
        return plain;
    }

    private static Map<String, float[]> checked(Layer layer, Shape in, Map<String, float[]> own) {
        Parameters plan = Parameters.planned(layer, in);
        List<Parameters.Entry> entries = new ArrayList<>(plan.entries());
        entries.addAll(plan.stateEntries());
        Map<String, float[]> checked = new TreeMap<>();
        for (Parameters.Entry entry : entries) {
            float[] values = own.get(entry.name());
            if (values == null || values.length != entry.count()) {
                throw new IllegalArgumentException(
                        "Folding needs the arrays that a net has. Received: "
                                + (values == null ? "none" : values.length + " numbers")
                                + " for "
                                + entry.name()
                                + " of "
                                + layer
                                + ", which has "
                                + entry.count()
                                + ". Take them from Network.arrays().");
            }
            checked.put(entry.name(), values);
        }
        return checked;
    }
}
