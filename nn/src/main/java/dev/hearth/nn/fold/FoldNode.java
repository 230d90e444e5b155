package dev.hearth.nn.fold;

import dev.hearth.nn.BiasedSum;
import dev.hearth.nn.FeatureAffine;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Concat;
import dev.hearth.nn.layers.Named;
import dev.hearth.nn.layers.Sequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A layer with its arrays while a net is folded. */
sealed interface FoldNode {

    /** How many features come out. */
    int features();

    /** The same followed by an affine change of its features, if its sums can take that. */
    Optional<FoldNode> with(FeatureAffine.Change change);

    /** The same of changed parts. */
    FoldNode over(UnaryOperator<FoldNode> change);

    /** The layer; its arrays are put into the map, their names behind the prefix. */
    Layer emit(String prefix, Map<String, float[]> arrays);

    /** A layer without children. */
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
            int last = parts.size() - 1;
            return parts.get(last)
                    .with(change)
                    .map(
                            changed -> {
                                List<FoldNode> all = new ArrayList<>(parts);
                                all.set(last, changed);
                                return new Chain(all);
                            });
        }

        @Override
        public FoldNode over(UnaryOperator<FoldNode> change) {
            return new Chain(parts.stream().map(change).toList());
        }

        @Override
        public Layer emit(String prefix, Map<String, float[]> arrays) {
            return new Sequence(emitAll(parts, prefix, arrays));
        }
    }

    /** Parts over one input whose features are concatenated. */
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
            return new Concat(emitAll(parts, prefix, arrays));
        }
    }

    /**
     * A layer that arranges its children in another way; only a name passes a change of features on.
     *
     * @param layer as it was, for {@link Layer#withChildren}
     */
    record Inner(Layer layer, int features, List<String> names, List<FoldNode> parts)
            implements FoldNode {

        @Override
        public Optional<FoldNode> with(FeatureAffine.Change change) {
            return isName()
                    ? parts.get(0)
                            .with(change)
                            .map(part -> new Inner(layer, features, names, List.of(part)))
                    : Optional.empty();
        }

        boolean isName() {
            return layer instanceof Named;
        }

        @Override
        public FoldNode over(UnaryOperator<FoldNode> change) {
            return new Inner(layer, features, names, parts.stream().map(change).toList());
        }

        @Override
        public Layer emit(String prefix, Map<String, float[]> arrays) {
            List<Layer> layers = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                layers.add(parts.get(i).emit(prefix + names.get(i) + ".", arrays));
            }
            return layer.withChildren(layers);
        }
    }

    private static List<Layer> emitAll(
            List<FoldNode> parts, String prefix, Map<String, float[]> arrays) {
        List<Layer> layers = new ArrayList<>();
        for (FoldNode part : parts) {
            layers.add(part.emit(prefix + layers.size() + ".", arrays));
        }
        return layers;
    }

    /** The entries of a map whose names begin with a prefix, without it. */
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
