package dev.hearth.onnx;

import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.AvgPool2d;
import dev.hearth.nn.layers.AxisRegions;
import dev.hearth.nn.layers.GlobalAvgPool;
import dev.hearth.nn.layers.GlobalMaxPool;
import dev.hearth.nn.layers.MaxPool2d;
import dev.hearth.nn.layers.PaddedCells;
import dev.hearth.nn.layers.RegionMaxPool2d;
import dev.hearth.nn.layers.SpatialPyramidPool;
import dev.hearth.nn.layers.Window;
import java.util.ArrayList;
import java.util.List;

/** Pools; padded cells count in a mean where the layer counts them. */
final class PoolConverters {

    private PoolConverters() {}

    static String max(MaxPool2d layer, ExportContext context, String x) {
        Window window = layer.window();
        return context.node(
                "MaxPool",
                List.of(x),
                ConvolutionConverters.kernel(window),
                ConvolutionConverters.strides(window),
                pads("MaxPool2d", window, context));
    }

    static String avg(AvgPool2d layer, ExportContext context, String x) {
        Window window = layer.window();
        boolean counted = layer.padded() == PaddedCells.COUNTED;
        return context.node(
                "AveragePool",
                List.of(x),
                ConvolutionConverters.kernel(window),
                ConvolutionConverters.strides(window),
                pads("AvgPool2d", window, context),
                OnnxAttribute.integer("count_include_pad", counted ? 1 : 0));
    }

    private static OnnxAttribute pads(String who, Window window, ExportContext context) {
        return ConvolutionConverters.pads(window.over(who, Shape.image(who, context.in()), 1, 1));
    }

    static String globalAvg(GlobalAvgPool layer, ExportContext context, String x) {
        return flat(context, context.node("GlobalAveragePool", List.of(x)));
    }

    static String globalMax(GlobalMaxPool layer, ExportContext context, String x) {
        return flat(context, context.node("GlobalMaxPool", List.of(x)));
    }

    private static String flat(ExportContext context, String x) {
        return context.node("Flatten", List.of(x), OnnxAttribute.integer("axis", 1));
    }

    /** ONNX has no adaptive pool: the maximum of each row and column of a grid is sliced and reduced. */
    static String pyramid(SpatialPyramidPool layer, ExportContext context, String x) {
        Shape.Image image = Shape.image("SpatialPyramidPool", context.in());
        List<String> grids = new ArrayList<>();
        for (int n : layer.levels()) {
            String rows = slicedMax(context, x, 2, image.height(), n);
            grids.add(flat(context, slicedMax(context, rows, 3, image.width(), n)));
        }
        return context.concat(grids);
    }

    /**
     * Regions of up to w cells of an axis: the greatest of w maps, of which the k-th has each region's k-th
     * cell, or its last.
     */
    static String regions(RegionMaxPool2d layer, ExportContext context, String x) {
        return regionMax(context, regionMax(context, x, 2, layer.rows()), 3, layer.columns());
    }

    private static String regionMax(ExportContext context, String x, int axis, AxisRegions each) {
        int widest = 0;
        for (int i = 0; i < each.count(); i++) {
            widest = Math.max(widest, each.ends().get(i) - each.starts().get(i));
        }
        List<String> cells = new ArrayList<>();
        for (int k = 0; k < widest; k++) {
            long[] places = new long[each.count()];
            for (int i = 0; i < places.length; i++) {
                places[i] = Math.min(each.starts().get(i) + k, each.ends().get(i) - 1);
            }
            cells.add(
                    context.node(
                            "Gather",
                            List.of(x, context.integers("cells", places)),
                            OnnxAttribute.integer("axis", axis)));
        }
        return cells.size() == 1 ? cells.get(0) : context.node("Max", cells);
    }

    private static String slicedMax(
            ExportContext context, String x, int axis, int extent, int cells) {
        List<String> maxima = new ArrayList<>();
        for (int i = 0; i < cells; i++) {
            long from = (long) i * extent / cells;
            long to = ((long) (i + 1) * extent + cells - 1) / cells;
            String slice =
                    context.node(
                            "Slice",
                            List.of(
                                    x,
                                    context.integers("from", from),
                                    context.integers("to", to),
                                    context.integers("axis", axis)));
            maxima.add(
                    context.node(
                            "ReduceMax",
                            List.of(slice),
                            OnnxAttribute.integers("axes", axis),
                            OnnxAttribute.integer("keepdims", 1)));
        }
        return context.node("Concat", maxima, OnnxAttribute.integer("axis", axis));
    }
}
