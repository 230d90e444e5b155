package dev.hearth.onnx;

import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Conv2d;
import dev.hearth.nn.layers.TransposedConv2d;
import dev.hearth.nn.layers.Window;
import dev.hearth.tensor.ConvParameters;
import java.util.ArrayList;
import java.util.List;

/** Convolutions: {@code Conv} and {@code ConvTranspose}, with explicit padding for the image's size. */
final class ConvolutionConverters {

    private ConvolutionConverters() {}

    static String conv(Conv2d layer, ExportContext context, String x) {
        Shape.Image image = Shape.image("Conv2d", context.in());
        Window window = layer.window();
        int rows = layer.dilationRows();
        int columns = layer.dilationColumns();
        return context.node(
                "Conv",
                weighted(
                        x,
                        context,
                        layer.filters(),
                        layer.filters(),
                        image.channels() / layer.groups(),
                        window.height(),
                        window.width()),
                kernel(window),
                strides(window),
                pads(window.over("Conv2d", image, rows, columns)),
                OnnxAttribute.integers("dilations", rows, columns),
                OnnxAttribute.integer("group", layer.groups()));
    }

    static String transposed(TransposedConv2d layer, ExportContext context, String x) {
        Shape.Image image = Shape.image("TransposedConv2d", context.in());
        Window window = layer.window();
        TransposedConv2d.Cut rows = layer.rows();
        TransposedConv2d.Cut columns = layer.columns();
        return context.node(
                "ConvTranspose",
                weighted(
                        x,
                        context,
                        layer.filters(),
                        image.channels(),
                        layer.filters() / layer.groups(),
                        window.height(),
                        window.width()),
                kernel(window),
                strides(window),
                OnnxAttribute.integers(
                        "pads", rows.before(), columns.before(), rows.after(), columns.after()),
                OnnxAttribute.integers("output_padding", rows.extra(), columns.extra()),
                OnnxAttribute.integer("group", layer.groups()));
    }

    /** The input, the weight, and the bias if there is one. */
    private static List<String> weighted(
            String x, ExportContext context, int filters, long... weight) {
        List<String> inputs = new ArrayList<>(List.of(x, context.parameter("weight", weight)));
        if (context.has("bias")) {
            inputs.add(context.parameter("bias", filters));
        }
        return inputs;
    }

    static OnnxAttribute kernel(Window window) {
        return OnnxAttribute.integers("kernel_shape", window.height(), window.width());
    }

    static OnnxAttribute strides(Window window) {
        return OnnxAttribute.integers("strides", window.strideRows(), window.strideColumns());
    }

    static OnnxAttribute pads(ConvParameters window) {
        return OnnxAttribute.integers(
                "pads", window.top(), window.left(), window.bottom(), window.right());
    }
}
