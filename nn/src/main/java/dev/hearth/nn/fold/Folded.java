package dev.hearth.nn.fold;

import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A net for inference: a letter and its arrays, from which {@link
 * dev.hearth.nn.Model#of(Layer, Shape, Map, dev.hearth.tensor.Device)} makes a machine.
 *
 * <p>Weight normalisation becomes the weight; batch norm and mean-only batch norm go into the weights
 * and biases of the sum right before them, across branches too; dropout and noise, which are still
 * when testing, go. What cannot be folded stays as it is. When testing it computes what the net
 * computed, up to rounding; there is nothing in it to train on.
 *
 * <pre>{@code
 * Folded folded = Folded.of(net.layer(), net.in(), net.arrays());
 * Model fast = Model.of(folded.layer(), net.in(), folded.arrays(), Device.CPU);
 * }</pre>
 *
 * @param layer the letter
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
     * @param layer the letter
     * @param in the shape of one example
     * @param arrays its learned and kept numbers, by name, as {@link dev.hearth.nn.Model#arrays}
     *     gives them
     * @return the net for inference
     * @throws IllegalArgumentException if an array is missing, or has another length
     */
    public static Folded of(Layer layer, Shape in, Map<String, float[]> arrays) {
        FoldNode root = FoldTree.of(layer, in, arrays);
        Map<String, float[]> folded = new TreeMap<>();
        return new Folded(root.emit("", folded), folded);
    }

    /**
     * The same in other letters, which compute the same, up to rounding, in less time. Names of parts
     * go.
     *
     * @param in the shape of one example
     * @param ways to say it, each tried wherever it fits, in the order of their declaration
     * @return a net for inference
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
