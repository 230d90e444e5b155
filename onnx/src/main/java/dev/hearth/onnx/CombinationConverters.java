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

/** How layers are put together. */
final class CombinationConverters {

    private CombinationConverters() {}

    static String sequence(Sequence letter, ExportContext place, String x) {
        String value = x;
        Shape shape = place.in();
        for (int i = 0; i < letter.layers().size(); i++) {
            Layer layer = letter.layers().get(i);
            value = OnnxConverters.write(layer, place.within(Integer.toString(i), shape), value);
            shape = layer.out(shape);
        }
        return value;
    }

    static String concat(Concat letter, ExportContext place, String x) {
        List<String> parts = new ArrayList<>();
        for (Layer branch : letter.branches()) {
            String part = Integer.toString(parts.size());
            parts.add(OnnxConverters.write(branch, place.within(part, place.in()), x));
        }
        return joined(place, parts);
    }

    static String fork(SharedStemConcat letter, ExportContext place, String x) {
        String opened =
                OnnxConverters.write(letter.opening(), place.within("opening", place.in()), x);
        long[] dealt =
                letter.shares().stream().mapToLong(Integer::longValue).filter(n -> n > 0).toArray();
        Iterator<String> shares =
                place.graph()
                        .nodes(
                                place.name("split"),
                                "Split",
                                List.of(opened, place.graph().longs(place.name("shares"), dealt)),
                                dealt.length,
                                Attribute.whole("axis", 1))
                        .iterator();
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < letter.branches().size(); i++) {
            ExportContext branch = place.within(Integer.toString(i), letter.in(place.in(), i));
            String mine = letter.shares().get(i) == 0 ? x : shares.next();
            parts.add(OnnxConverters.write(letter.branches().get(i), branch, mine));
        }
        return joined(place, parts);
    }

    static String joined(ExportContext place, List<String> parts) {
        return parts.size() == 1 ? parts.get(0) : place.graph().join(place.name("concat"), parts);
    }

    static String residual(Residual letter, ExportContext place, String x) {
        Graph graph = place.graph();
        String body = OnnxConverters.write(letter.body(), place.within("body", place.in()), x);
        if (letter.scale() != 1) {
            String scale = graph.floats(place.name("scale"), new float[] {(float) letter.scale()});
            body = graph.node(place.name("mul"), "Mul", List.of(body, scale));
        }
        return graph.node(place.name("add"), "Add", List.of(x, body));
    }

    static String named(Named letter, ExportContext place, String x) {
        return OnnxConverters.write(letter.layer(), place.within(letter.name(), place.in()), x);
    }
}
