package dev.hearth.onnx;

import dev.hearth.nn.Layer;

/**
 * Writes a layer as operators of ONNX, opset 17, as the layer behaves when testing. {@link
 * OnnxConverters#with} adds one for a layer of one's own:
 *
 * <pre>{@code
 * record Swish() implements Layer {
 *     public Shape out(Shape in) { return in; }
 *     public Complexity cost(Shape in) { return Complexity.NONE; }
 *     public Forward build(Shape in, Parameters parameters) { return (x, context) -> x.mul(x.sigmoid()); }
 * }
 *
 * static OnnxModel export(Folded folded, Shape in) {
 *     OnnxConverters converters =
 *             OnnxConverters.standard()
 *                     .with(
 *                             Swish.class,
 *                             (layer, context, x) -> {
 *                                 String gate = context.node("Sigmoid", List.of(x));
 *                                 return context.node("Mul", List.of(x, gate));
 *                             });
 *     return OnnxModel.of("my net", folded, in, Map.of(), converters);
 * }
 * }</pre>
 *
 * @param <L> the class of the layer
 */
@FunctionalInterface
public interface OnnxConverter<L extends Layer> {

    /**
     * Adds the layer's operators to the graph.
     *
     * @param layer to be written
     * @param context the layer's parameters, the shape of its input, and the graph
     * @param input the name of the value that is the layer's input: a batch of examples
     * @return the name of the value that is the layer's output
     */
    String convert(L layer, ExportContext context, String input);
}
