package dev.hearth.nn.fold;

import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A net for inference: a layer and its arrays, for {@link
 * dev.hearth.nn.Model#of(Layer, Shape, Map, dev.hearth.tensor.Device)}.
 *
 * <p>Weight normalisation is replaced by the weight; batch norm and mean-only batch norm are multiplied
 * into the weights and biases of the weighted sum right before them, in all branches of a
 * concatenation too; dropout and noise, which do nothing in testing, are removed. Other layers stay. In
 * testing it computes what the net computed, up to rounding; it is not meant to be trained.
 *
 * <pre>{@code
 * Folded folded = Folded.of(net.layer(), net.in(), net.arrays());
 * Model fast = Model.of(folded.layer(), net.in(), folded.arrays(), Device.CPU);
 * }</pre>
 *
 * @param arrays its learned and kept numbers, by name
 */
public record Folded(Layer layer, Map<String, float[]> arrays) {

    /** Copies the map. */
    public Folded {
        arrays = Collections.unmodifiableMap(new TreeMap<>(arrays));
    }

    /**
     * Folds a net.
     *
     * @param arrays its learned and kept numbers, by name, as {@link dev.hearth.nn.Model#arrays}
     *     gives them
     * @throws IllegalArgumentException if an array is missing, or has another length
     */
    public static Folded of(Layer layer, Shape in, Map<String, float[]> arrays) {
        FoldNode root = FoldTree.of(layer, in, arrays);
        Map<String, float[]> folded = new TreeMap<>();
        return new Folded(root.emit("", folded), folded);
    }

    /**
     * A net that computes the same, up to rounding, in less time. {@link dev.hearth.nn.layers.Named}
     * layers lose their names.
     *
     * @param ways to say it, each tried wherever it fits, in the order of their declaration
     */
    public Folded simplified(Shape in, Simplification... ways) {
        FoldNode root = GraphRewrite.plain(FoldTree.of(layer, in, arrays));
        for (Simplification way : Simplification.values()) {
            if (Arrays.asList(ways).contains(way)) {
                root = GraphRewrite.plain(GraphRewrite.everywhere(root, way::apply));
            }
        }
        Map<String, float[]> simplified = new TreeMap<>();
        return new Folded(root.emit("", simplified), simplified);
    }
}
