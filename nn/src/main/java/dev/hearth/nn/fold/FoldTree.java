package dev.hearth.nn.fold;

import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.FeatureAffine;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Reparametrized;
import dev.hearth.nn.Role;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.FixedCountDropout;
import dev.hearth.nn.layers.GaussianNoise;
import dev.hearth.nn.layers.Named;
import dev.hearth.nn.layers.ScheduledDropout;
import dev.hearth.nn.layers.SpatialDropout;
import dev.hearth.tensor.Check;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Takes a net apart and folds it on the way. */
final class FoldTree {

    private FoldTree() {}

    static FoldNode of(Layer layer, Shape in, Map<String, float[]> arrays) {
        if (layer instanceof Reparametrized parametrized) {
            return of(parametrized.layer(), in, plain(parametrized, in, arrays));
        }
        List<ChildLayer> children = layer.children(in);
        if (children.isEmpty()) {
            return new FoldNode.Leaf(layer, in, checked(layer, in, arrays));
        }
        List<FoldNode> parts = new ArrayList<>();
        for (ChildLayer child : children) {
            Map<String, float[]> own = FoldNode.behind(arrays, child.prefix());
            parts.add(of(child.layer(), child.in(), own));
        }
        boolean isUnnamed = children.size() == 1 && children.get(0).name().isEmpty();
        return switch (layer.arrangement()) {
            case WRAPPER -> parts.get(0);
            case CHAIN ->
                    layer instanceof Named
                            ? inner(layer, in, children, parts)
                            : isUnnamed ? parts.get(0) : chain(parts);
            case CONCAT -> new FoldNode.Branches(parts);
            case OTHER -> inner(layer, in, children, parts);
        };
    }

    private static FoldNode inner(
            Layer layer, Shape in, List<ChildLayer> children, List<FoldNode> parts) {
        List<String> names = children.stream().map(ChildLayer::name).toList();
        return new FoldNode.Inner(layer, layer.out(in).features(), names, parts);
    }

    private static FoldNode chain(List<FoldNode> all) {
        List<FoldNode> parts = new ArrayList<>();
        for (FoldNode part : all) {
            List<FoldNode> inner =
                    part instanceof FoldNode.Chain chain ? chain.parts() : List.of(part);
            inner.forEach(each -> append(parts, each));
        }
        return new FoldNode.Chain(parts.isEmpty() ? List.of(first(all)) : parts);
    }

    /** The first layer of a chain of which nothing is left. */
    private static FoldNode first(List<FoldNode> all) {
        return all.get(0) instanceof FoldNode.Chain chain ? chain.parts().get(0) : all.get(0);
    }

    private static void append(List<FoldNode> parts, FoldNode part) {
        FoldNode bare = part;
        while (bare instanceof FoldNode.Inner inner && inner.isName()) {
            bare = inner.parts().get(0);
        }
        if (bare instanceof FoldNode.Leaf leaf) {
            if (doesNothing(leaf.layer())) {
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
    private static boolean doesNothing(Layer layer) {
        return layer instanceof Dropout
                || layer instanceof SpatialDropout
                || layer instanceof ScheduledDropout
                || layer instanceof FixedCountDropout fixed && fixed.rate() == 0
                || layer instanceof GaussianNoise;
    }

    /** The arrays of the layer inside, its weights computed. */
    private static Map<String, float[]> plain(
            Reparametrized layer, Shape in, Map<String, float[]> arrays) {
        Map<String, float[]> plain = new HashMap<>(arrays);
        for (Parameters.Entry entry : Parameters.planned(layer.layer(), in).entries()) {
            if (entry.role() == Role.WEIGHT) {
                String prefix = entry.name() + ".";
                Map<String, float[]> parts = FoldNode.behind(arrays, prefix);
                layer.weight(entry, parts)
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
                throw Check.error(
                        "Folding needs the arrays that a net has",
                        (values == null ? "none" : values.length + " numbers")
                                + (" for " + entry.name() + " of " + layer)
                                + (", which has " + entry.count()),
                        "Take them from Model.arrays()");
            }
            checked.put(entry.name(), values);
        }
        return checked;
    }
}
