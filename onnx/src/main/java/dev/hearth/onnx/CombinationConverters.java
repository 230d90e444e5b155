package dev.hearth.onnx;

import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.Layer;
import dev.hearth.nn.layers.Residual;
import dev.hearth.nn.layers.SharedStemConcat;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Layers that combine others. */
final class CombinationConverters {

    private CombinationConverters() {}

    /** One child after another, or a single one. */
    static String chain(Layer layer, ExportContext context, String x) {
        String value = x;
        for (ChildLayer child : layer.children(context.in())) {
            value = context.child(child, value);
        }
        return value;
    }

    static String concat(Layer layer, ExportContext context, String x) {
        return context.concat(
                layer.children(context.in()).stream()
                        .map(branch -> context.child(branch, x))
                        .toList());
    }

    static String sharedStem(SharedStemConcat layer, ExportContext context, String x) {
        List<ChildLayer> children = layer.children(context.in());
        String stem = context.child(children.get(0), x);
        long[] shares =
                layer.shares().stream().mapToLong(Integer::longValue).filter(n -> n > 0).toArray();
        Iterator<String> stems =
                context.nodes(
                                "Split",
                                List.of(stem, context.integers("shares", shares)),
                                shares.length,
                                OnnxAttribute.integer("axis", 1))
                        .iterator();
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < layer.branches().size(); i++) {
            String own = layer.shares().get(i) == 0 ? x : stems.next();
            parts.add(context.child(children.get(i + 1), own));
        }
        return context.concat(parts);
    }

    static String residual(Residual layer, ExportContext context, String x) {
        String body = context.child(layer.children(context.in()).get(0), x);
        if (layer.scale() != 1) {
            body = context.node("Mul", List.of(body, context.constant("scale", layer.scale())));
        }
        return context.node("Add", List.of(x, body));
    }
}
