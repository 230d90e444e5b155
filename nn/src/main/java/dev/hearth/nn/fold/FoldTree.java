package dev.hearth.nn.fold;

import dev.hearth.nn.Composite;
import dev.hearth.nn.FeatureAffine;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Reparametrized;
import dev.hearth.nn.Role;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Concat;
import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.FixedCountDropout;
import dev.hearth.nn.layers.Frozen;
import dev.hearth.nn.layers.FrozenBackbone;
import dev.hearth.nn.layers.GaussianNoise;
import dev.hearth.nn.layers.Named;
import dev.hearth.nn.layers.Repeat;
import dev.hearth.nn.layers.Residual;
import dev.hearth.nn.layers.Sequence;
import dev.hearth.nn.layers.SharedStemConcat;
import dev.hearth.nn.layers.SpatialDropout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Takes a letter apart, and folds on the way. */
final class FoldTree {

    private FoldTree() {}

    static FoldNode of(Layer layer, Shape in, Map<String, float[]> arrays) {
        if (layer instanceof Composite composite) {
            return of(composite.body(), in, arrays);
        }
        if (layer instanceof Repeat repeat) {
            return of(repeat.written(), in, arrays);
        }
        if (layer instanceof Frozen frozen) {
            return of(frozen.net(), in, arrays);
        }
        if (layer instanceof FrozenBackbone head) {
            return of(head.net(), in, arrays);
        }
        if (layer instanceof Reparametrized guise) {
            return of(guise.layer(), in, plain(guise, in, arrays));
        }
        if (layer instanceof Sequence sequence) {
            return chain(sequence, in, arrays);
        }
        if (layer instanceof Concat concat) {
            List<FoldNode> parts = new ArrayList<>();
            for (Layer branch : concat.branches()) {
                parts.add(of(branch, in, FoldNode.behind(arrays, parts.size() + ".")));
            }
            return new FoldNode.Branches(parts);
        }
        if (layer instanceof SharedStemConcat fork) {
            List<FoldNode> parts = new ArrayList<>();
            for (Layer branch : fork.branches()) {
                Shape share = fork.in(in, parts.size());
                parts.add(of(branch, share, FoldNode.behind(arrays, parts.size() + ".")));
            }
            FoldNode opening = of(fork.opening(), in, FoldNode.behind(arrays, "opening."));
            return new FoldNode.Forked(opening, fork.shares(), parts);
        }
        if (layer instanceof Residual residual) {
            return new FoldNode.Shortcut(
                    of(residual.body(), in, FoldNode.behind(arrays, "body.")), residual.scale());
        }
        if (layer instanceof Named named) {
            return new FoldNode.Titled(
                    named.name(),
                    of(named.layer(), in, FoldNode.behind(arrays, named.name() + ".")));
        }
        return new FoldNode.Leaf(layer, in, checked(layer, in, arrays));
    }

    private static FoldNode chain(Sequence sequence, Shape in, Map<String, float[]> arrays) {
        List<FoldNode> parts = new ArrayList<>();
        Shape shape = in;
        for (int i = 0; i < sequence.layers().size(); i++) {
            Layer layer = sequence.layers().get(i);
            FoldNode part = of(layer, shape, FoldNode.behind(arrays, i + "."));
            shape = layer.out(shape);
            List<FoldNode> inner =
                    part instanceof FoldNode.Chain chain ? chain.parts() : List.of(part);
            inner.forEach(each -> append(parts, each));
        }
        if (parts.isEmpty()) {
            parts.add(new FoldNode.Leaf(sequence.layers().get(0), in, Map.of()));
        }
        return new FoldNode.Chain(parts);
    }

    private static void append(List<FoldNode> parts, FoldNode part) {
        FoldNode bare = part;
        while (bare instanceof FoldNode.Titled titled) {
            bare = titled.inner();
        }
        if (bare instanceof FoldNode.Leaf leaf) {
            if (isStill(leaf.layer())) {
                return;
            }
            if (leaf.layer() instanceof FeatureAffine affine && !parts.isEmpty()) {
                int last = parts.size() - 1;
                Optional<FoldNode> changed = parts.get(last).with(affine.change(leaf.own()));
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
                || layer instanceof SpatialDropout
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
                Map<String, float[]> parts = FoldNode.behind(arrays, prefix);
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
                                + ". Take them from Model.arrays().");
            }
            checked.put(entry.name(), values);
        }
        return checked;
    }
}
