package dev.hearth.onnx;

import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Check;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an {@link OnnxConverter} works with: the parameters of the layer by their names in the layer,
 * the shape of its input, and methods that add constants and operators to the graph. Those return the
 * names of the values that they add, which begin with the layer's path in the model.
 */
public final class ExportContext {

    private final Graph graph;
    private final OnnxConverters converters;
    private final Map<String, float[]> arrays;
    private final String prefix;
    private final Shape in;

    ExportContext(
            Graph graph,
            OnnxConverters converters,
            Map<String, float[]> arrays,
            String prefix,
            Shape in) {
        this.graph = graph;
        this.converters = converters;
        this.arrays = arrays;
        this.prefix = prefix;
        this.in = in;
    }

    /** The shape of one example of the layer's input. */
    public Shape in() {
        return in;
    }

    /** Whether the layer has such a parameter or buffer. */
    public boolean has(String parameter) {
        return arrays.containsKey(prefix + parameter);
    }

    /**
     * A copy of the values of a parameter or buffer, row-major.
     *
     * @throws IllegalArgumentException if the layer has none of that name
     */
    public float[] array(String parameter) {
        return stored(parameter).clone();
    }

    private float[] stored(String parameter) {
        if (!has(parameter)) {
            throw Check.error(
                    "A converter needs the name of a parameter of its layer",
                    parameter + " at " + path(),
                    "Use one of "
                            + arrays.keySet().stream()
                                    .filter(name -> name.startsWith(prefix))
                                    .map(name -> name.substring(prefix.length()))
                                    .toList());
        }
        return arrays.get(prefix + parameter);
    }

    /**
     * Adds a parameter or buffer of the layer, under its own name.
     *
     * @param name in the layer
     * @param extents in the graph, whose product is the count of numbers; none for a scalar
     * @throws IllegalArgumentException if the layer has none of that name, or of another count
     */
    public String parameter(String name, long... extents) {
        return constant(name, stored(name), extents);
    }

    /**
     * Adds a constant.
     *
     * @param values row-major
     * @param extents whose product is the count of values; none for a scalar
     * @throws IllegalArgumentException if the product is another
     */
    public String constant(String name, float[] values, long... extents) {
        if (Arrays.stream(extents).reduce(1, (a, b) -> a * b) != values.length) {
            throw Check.error(
                    "A parameter's extents multiply to its count of numbers",
                    String.format(
                            Locale.ROOT,
                            "%s for %s at %s, which has %d",
                            Arrays.toString(extents),
                            name,
                            path(),
                            values.length),
                    "Give the extents that the layer declares");
        }
        return graph.floats(prefix + name, values, extents);
    }

    /** Adds a scalar. */
    public String constant(String name, double value) {
        return constant(name, new float[] {(float) value});
    }

    /** Adds a list of 64-bit integers, such as the extents for {@code Reshape}. */
    public String integers(String name, long... values) {
        return graph.longs(prefix + name, values);
    }

    /**
     * Adds an operator with one output.
     *
     * @param operator its type in ONNX, such as {@code "Conv"}
     * @param inputs names of values
     */
    public String node(String operator, List<String> inputs, OnnxAttribute... attributes) {
        return nodes(operator, inputs, 1, attributes).get(0);
    }

    /** Adds an operator with several outputs, such as {@code Split}. */
    public List<String> nodes(
            String operator, List<String> inputs, int outputs, OnnxAttribute... attributes) {
        String name = Character.toLowerCase(operator.charAt(0)) + operator.substring(1);
        return graph.nodes(prefix + name, operator, inputs, outputs, attributes);
    }

    /** Concatenates along dimension 1, the features. A concatenation of concatenations becomes one. */
    public String concat(List<String> parts) {
        return parts.size() == 1 ? parts.get(0) : graph.concat(prefix + "concat", parts);
    }

    /**
     * Writes a layer inside the layer with its own converter.
     *
     * @param name the scope of its parameters, as the layer's {@code build} passed it to {@link
     *     dev.hearth.nn.Parameters#scope}
     * @param in the shape of one example of its input
     * @param input the value that is its input
     * @return the value that is its output
     */
    public String child(String name, Layer layer, Shape in, String input) {
        return child(new ChildLayer(name, layer, in), input);
    }

    /**
     * Writes one of {@link Layer#children} with its own converter.
     *
     * @param child with its name and the shape of its input
     * @param input the value that is the child's input
     * @return the value that is the child's output
     */
    public String child(ChildLayer child, String input) {
        return converters.convert(
                child.layer(),
                new ExportContext(graph, converters, arrays, prefix + child.prefix(), child.in()),
                input);
    }

    /** Extents of an array of one number for each feature, which broadcasts over a batch. */
    public long[] perFeature() {
        return in instanceof Shape.Image
                ? new long[] {in.features(), 1, 1}
                : new long[] {in.features()};
    }

    /** Where the layer is in the model, for an error. */
    String path() {
        return prefix.isEmpty() ? "the whole net" : prefix.substring(0, prefix.length() - 1);
    }

    boolean isValue(String name) {
        return graph.isValue(name);
    }
}
