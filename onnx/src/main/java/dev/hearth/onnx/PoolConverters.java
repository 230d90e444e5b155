package dev.hearth.onnx;

import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.AvgPool2d;
import dev.hearth.nn.layers.GlobalAvgPool;
import dev.hearth.nn.layers.GlobalMaxPool;
import dev.hearth.nn.layers.MaxPool2d;
import dev.hearth.nn.layers.PaddedCells;
import dev.hearth.nn.layers.SpatialPyramidPool;
import dev.hearth.nn.layers.Window;
import dev.hearth.tensor.ConvParameters;
import java.util.ArrayList;
import java.util.List;

/** Pools; padded cells count in a mean where the letter counts them. */
final class PoolConverters {

    private PoolConverters() {}

    private static ConvParameters over(String who, Window window, ExportContext place) {
        return window.over(who, Shape.image(who, place.in()), 1, 1);
    }

    static String max(MaxPool2d letter, ExportContext place, String x) {
        Window window = letter.window();
        return place.graph()
                .node(
                        place.name("maxPool"),
                        "MaxPool",
                        List.of(x),
                        ConvolutionConverters.kernel(window),
                        ConvolutionConverters.strides(window),
                        ConvolutionConverters.pads(over("MaxPool2d", window, place)));
    }

    static String mean(AvgPool2d letter, ExportContext place, String x) {
        Window window = letter.window();
        return place.graph()
                .node(
                        place.name("avgPool"),
                        "AveragePool",
                        List.of(x),
                        ConvolutionConverters.kernel(window),
                        ConvolutionConverters.strides(window),
                        ConvolutionConverters.pads(over("AvgPool2d", window, place)),
                        Attribute.whole(
                                "count_include_pad",
                                letter.padded() == PaddedCells.COUNTED ? 1 : 0));
    }

    static String globalMean(GlobalAvgPool letter, ExportContext place, String x) {
        return global("GlobalAveragePool", place, x);
    }

    static String globalMax(GlobalMaxPool letter, ExportContext place, String x) {
        return global("GlobalMaxPool", place, x);
    }

    private static String global(String operator, ExportContext place, String x) {
        String each = place.graph().node(place.name("globalPool"), operator, List.of(x));
        return ShapeConverters.flat(place, each);
    }

    /** ONNX has no adaptive pool: each row and column of a grid is cut out and its greatest taken. */
    static String pyramid(SpatialPyramidPool letter, ExportContext place, String x) {
        Shape.Image image = Shape.image("SpatialPyramidPool", place.in());
        List<String> grids = new ArrayList<>();
        for (int n : letter.levels()) {
            String rows = greatest(place, x, 2, image.height(), n);
            grids.add(ShapeConverters.flat(place, greatest(place, rows, 3, image.width(), n)));
        }
        return CombinationConverters.joined(place, grids);
    }

    private static String greatest(ExportContext place, String x, int axis, int extent, int cells) {
        Graph graph = place.graph();
        List<String> each = new ArrayList<>();
        for (int i = 0; i < cells; i++) {
            long from = (long) i * extent / cells;
            long to = ((long) (i + 1) * extent + cells - 1) / cells;
            String cut =
                    graph.node(
                            place.name("cell"),
                            "Slice",
                            List.of(
                                    x,
                                    graph.longs(place.name("from"), from),
                                    graph.longs(place.name("to"), to),
                                    graph.longs(place.name("axis"), axis)));
            each.add(
                    graph.node(
                            place.name("greatest"),
                            "ReduceMax",
                            List.of(cut),
                            Attribute.list("axes", axis),
                            Attribute.whole("keepdims", 1)));
        }
        return graph.node(place.name("grid"), "Concat", each, Attribute.whole("axis", axis));
    }
}
