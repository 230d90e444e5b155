package dev.hearth.onnx;

import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.Shape;
import java.util.Map;

/**
 * Where in the net a letter is being written.
 *
 * @param graph that is being written
 * @param arrays of the whole net, by name
 * @param path the beginning of the names of its arrays: empty, or ends in a dot
 * @param in the shape of one example that comes in
 */
record ExportContext(Graph graph, Map<String, float[]> arrays, String path, Shape in) {

    ExportContext within(ChildLayer child) {
        return new ExportContext(graph, arrays, path + child.prefix(), child.in());
    }

    /** The same place in the net, behind something. */
    ExportContext at(Shape shape) {
        return new ExportContext(graph, arrays, path, shape);
    }

    boolean has(String array) {
        return arrays.containsKey(path + array);
    }

    float[] array(String name) {
        return arrays.get(path + name);
    }

    /** One of the letter's own arrays, in the model under its own name. */
    String stored(String name, long... extents) {
        return graph.floats(path + name, array(name), extents);
    }

    /** What a node here is called. */
    String name(String operator) {
        return path + operator;
    }

    /** Where that is, for an error. */
    String told() {
        return path.isEmpty() ? "the whole net" : path.substring(0, path.length() - 1);
    }

    /** Extents of an array with a number for each feature, which meets a batch of such examples. */
    long[] eachFeature() {
        return in instanceof Shape.Image
                ? new long[] {in.features(), 1, 1}
                : new long[] {in.features()};
    }
}
