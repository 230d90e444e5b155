package dev.hearth.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Conv2d;
import dev.hearth.nn.layers.TransposedConv2d;
import dev.hearth.nn.layers.Window;
import dev.hearth.tensor.ConvParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Convolutions: {@code Conv} and {@code ConvTranspose}, padding worked out for the image. */
final class ConvolutionConverters {

    private ConvolutionConverters() {}

    static String conv(Conv2d letter, ExportContext place, String x) {
        Shape.Image image = Shape.image("Conv2d", place.in());
        Window window = letter.window();
        ConvParameters geometry =
                window.over("Conv2d", image, letter.dilationRows(), letter.dilationColumns());
        long inputs = image.channels() / letter.groups();
        String weight =
                place.stored("weight", letter.filters(), inputs, window.height(), window.width());
        return place.graph()
                .node(
                        place.name("conv"),
                        "Conv",
                        sum(x, weight, place, letter.filters()),
                        attributes(
                                window,
                                letter.groups(),
                                pads(geometry),
                                Attribute.list(
                                        "dilations",
                                        letter.dilationRows(),
                                        letter.dilationColumns())));
    }

    static String transposed(TransposedConv2d letter, ExportContext place, String x) {
        Shape.Image image = Shape.image("TransposedConv2d", place.in());
        Window window = letter.window();
        TransposedConv2d.Cut rows = letter.rows();
        TransposedConv2d.Cut columns = letter.columns();
        String weight =
                place.stored(
                        "weight",
                        image.channels(),
                        letter.filters() / letter.groups(),
                        window.height(),
                        window.width());
        return place.graph()
                .node(
                        place.name("convTranspose"),
                        "ConvTranspose",
                        sum(x, weight, place, letter.filters()),
                        attributes(
                                window,
                                letter.groups(),
                                Attribute.list(
                                        "pads",
                                        rows.before(),
                                        columns.before(),
                                        rows.after(),
                                        columns.after()),
                                Attribute.list("output_padding", rows.extra(), columns.extra())));
    }

    private static List<String> sum(String x, String weight, ExportContext place, int filters) {
        List<String> in = new ArrayList<>(List.of(x, weight));
        if (place.has("bias")) {
            in.add(place.stored("bias", filters));
        }
        return in;
    }

    private static AttributeProto[] attributes(
            Window window, int groups, AttributeProto... others) {
        List<AttributeProto> all = new ArrayList<>();
        all.add(kernel(window));
        all.add(strides(window));
        all.add(Attribute.whole("group", groups));
        all.addAll(Arrays.asList(others));
        return all.toArray(AttributeProto[]::new);
    }

    static AttributeProto kernel(Window window) {
        return Attribute.list("kernel_shape", window.height(), window.width());
    }

    static AttributeProto strides(Window window) {
        return Attribute.list("strides", window.strideRows(), window.strideColumns());
    }

    static AttributeProto pads(ConvParameters geometry) {
        return Attribute.list(
                "pads", geometry.top(), geometry.left(), geometry.bottom(), geometry.right());
    }
}
