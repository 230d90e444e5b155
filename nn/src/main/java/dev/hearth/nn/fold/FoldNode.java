package dev.hearth.nn.fold;

import dev.hearth.nn.BiasedSum;
import dev.hearth.nn.FeatureAffine;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Concat;
import dev.hearth.nn.layers.Named;
import dev.hearth.nn.layers.Residual;
import dev.hearth.nn.layers.Sequence;
import dev.hearth.nn.layers.SharedStemConcat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A part of a net that is being folded. */
sealed interface FoldNode {

    /** How many features come out. */
    int features();

    /** This part with an affine change of its features behind it, if its sums can take that. */
    Optional<FoldNode> with(FeatureAffine.Change change);

    /** The same of changed parts. */
    FoldNode over(UnaryOperator<FoldNode> change);

    /** The letter; its arrays are put under their names behind a prefix. */
    Layer emit(String prefix, Map<String, float[]> arrays);

    /** A layer that is taken as it is. */
    record Leaf(Layer layer, Shape in, Map<String, float[]> own) implements FoldNode {

        @Override
        public int features() {
            return layer.out(in).features();
        }

        @Override
        public Optional<FoldNode> with(FeatureAffine.Change change) {
            if (!(layer instanceof BiasedSum sum)) {
                return Optional.empty();
            }
            Parameters.Entry entry =
                    Parameters.planned(layer, in).entries().stream()
                            .filter(each -> each.name().equals("weight"))
                            .findFirst()
                            .orElseThrow();
            long[] shape = entry.extents();
            float[] weight = own.get("weight").clone();
            for (int i = 0; i < weight.length; i++) {
                weight[i] = (float) (weight[i] * change.factors()[entry.units().of(i, shape)]);
            }
            float[] old = own.getOrDefault("bias", new float[change.offsets().length]);
            float[] bias = new float[old.length];
            for (int i = 0; i < bias.length; i++) {
                bias[i] = (float) (old[i] * change.factors()[i] + change.offsets()[i]);
            }
            return Optional.of(new Leaf(sum.biased(), in, Map.of("weight", weight, "bias", bias)));
        }

        @Override
        public FoldNode over(UnaryOperator<FoldNode> change) {
            return this;
        }

        @Override
        public Layer emit(String prefix, Map<String, float[]> arrays) {
            own.forEach((name, values) -> arrays.put(prefix + name, values));
            return layer;
        }
    }

    /** Parts one after another, at least one, none of them a chain. */
    record Chain(List<FoldNode> parts) implements FoldNode {

        @Override
        public int features() {
            return parts.get(parts.size() - 1).features();
        }

        @Override
        public Optional<FoldNode> with(FeatureAffine.Change change) {
            return parts.get(parts.size() - 1)
                    .with(change)
                    .map(
                            last -> {
                                List<FoldNode> changed = new ArrayList<>(parts);
                                changed.set(parts.size() - 1, last);
                                return new Chain(changed);
                            });
        }

        @Override
        public FoldNode over(UnaryOperator<FoldNode> change) {
            return new Chain(parts.stream().map(change).toList());
        }

        @Override
        public Layer emit(String prefix, Map<String, float[]> arrays) {
            List<Layer> layers = new ArrayList<>();
            for (FoldNode part : parts) {
                layers.add(part.emit(prefix + layers.size() + ".", arrays));
            }
            return new Sequence(layers);
        }
    }

    /** Parts side by side. */
    record Branches(List<FoldNode> parts) implements FoldNode {

        @Override
        public int features() {
            return parts.stream().mapToInt(FoldNode::features).sum();
        }

        @Override
        public Optional<FoldNode> with(FeatureAffine.Change change) {
            List<FoldNode> changed = new ArrayList<>();
            int from = 0;
            for (FoldNode part : parts) {
                int to = from + part.features();
                Optional<FoldNode> one =
                        part.with(
                                new FeatureAffine.Change(
                                        Arrays.copyOfRange(change.factors(), from, to),
                                        Arrays.copyOfRange(change.offsets(), from, to)));
                if (one.isEmpty()) {
                    return Optional.empty();
                }
                changed.add(one.get());
                from = to;
            }
            return Optional.of(new Branches(changed));
        }

        @Override
        public FoldNode over(UnaryOperator<FoldNode> change) {
            return new Branches(parts.stream().map(change).toList());
        }

        @Override
        public Layer emit(String prefix, Map<String, float[]> arrays) {
            List<Layer> layers = new ArrayList<>();
            for (FoldNode part : parts) {
                layers.add(part.emit(prefix + layers.size() + ".", arrays));
            }
            return new Concat(layers);
        }
    }

    /** Branches that share an opening; they take no change of their features. */
    record Forked(FoldNode opening, List<Integer> shares, List<FoldNode> parts)
            implements FoldNode {

        @Override
        public int features() {
            return parts.stream().mapToInt(FoldNode::features).sum();
        }

        @Override
        public Optional<FoldNode> with(FeatureAffine.Change change) {
            return Optional.empty();
        }

        @Override
        public FoldNode over(UnaryOperator<FoldNode> change) {
            return new Forked(change.apply(opening), shares, parts.stream().map(change).toList());
        }

        @Override
        public Layer emit(String prefix, Map<String, float[]> arrays) {
            Layer first = opening.emit(prefix + "opening.", arrays);
            List<Layer> layers = new ArrayList<>();
            for (FoldNode part : parts) {
                layers.add(part.emit(prefix + layers.size() + ".", arrays));
            }
            return new SharedStemConcat(first, shares, layers);
        }
    }

    /** x + scale·body(x), which takes no change of its features. */
    record Shortcut(FoldNode body, double scale) implements FoldNode {

        @Override
        public int features() {
            return body.features();
        }

        @Override
        public Optional<FoldNode> with(FeatureAffine.Change change) {
            return Optional.empty();
        }

        @Override
        public FoldNode over(UnaryOperator<FoldNode> change) {
            return new Shortcut(change.apply(body), scale);
        }

        @Override
        public Layer emit(String prefix, Map<String, float[]> arrays) {
            return new Residual(body.emit(prefix + "body.", arrays), scale);
        }
    }

    /** A part with a name. */
    record Titled(String name, FoldNode inner) implements FoldNode {

        @Override
        public int features() {
            return inner.features();
        }

        @Override
        public Optional<FoldNode> with(FeatureAffine.Change change) {
            return inner.with(change).map(changed -> new Titled(name, changed));
        }

        @Override
        public FoldNode over(UnaryOperator<FoldNode> change) {
            return new Titled(name, change.apply(inner));
        }

        @Override
        public Layer emit(String prefix, Map<String, float[]> arrays) {
            return new Named(name, inner.emit(prefix + name + ".", arrays));
        }
    }

    /** The entries of a map whose names begin so, without that beginning. */
    static Map<String, float[]> behind(Map<String, float[]> arrays, String prefix) {
        Map<String, float[]> own = new TreeMap<>();
        arrays.forEach(
                (name, values) -> {
                    if (name.startsWith(prefix)) {
                        own.put(name.substring(prefix.length()), values);
                    }
                });
        return own;
    }
}
