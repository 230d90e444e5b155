package dev.hearth.onnx;

import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Concat;
import dev.hearth.nn.layers.Named;
import dev.hearth.nn.layers.Residual;
import dev.hearth.nn.layers.Sequence;
import dev.hearth.nn.layers.SharedStemConcat;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Layers that combine others. */
final class CombinationConverters {

    private CombinationConverters() {}

    static String sequence(Sequence layer, ExportContext context, String x) {
        String value = x;
        Shape shape = context.in();
        for (int i = 0; i < layer.layers().size(); i++) {
            Layer next = layer.layers().get(i);
            value = context.child(Integer.toString(i), next, shape, value);
            shape = next.out(shape);
        }
        return value;
    }

    static String concat(Concat layer, ExportContext context, String x) {
        List<String> parts = new ArrayList<>();
        for (Layer branch : layer.branches()) {
            parts.add(context.child(Integer.toString(parts.size()), branch, context.in(), x));
        }
        return context.concat(parts);
    }

    static String sharedStem(SharedStemConcat layer, ExportContext context, String x) {
        String stem = context.child("opening", layer.opening(), context.in(), x);
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
            Shape in = layer.in(context.in(), i);
            String own = layer.shares().get(i) == 0 ? x : stems.next();
            parts.add(context.child(Integer.toString(i), layer.branches().get(i), in, own));
        }
        return context.concat(parts);
    }

    static String residual(Residual layer, ExportContext context, String x) {
        String body = context.child("body", layer.body(), context.in(), x);
        if (layer.scale() != 1) {
            body = context.node("Mul", List.of(body, context.constant("scale", layer.scale())));
        }
        return context.node("Add", List.of(x, body));
    }

    static String named(Named layer, ExportContext context, String x) {
        return context.child(layer.name(), layer.layer(), context.in(), x);
    }
}
