package dev.hearth.onnx;

import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.Layer;
import dev.hearth.nn.layers.Residual;
import dev.hearth.nn.layers.SharedStemConcat;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** How layers are put together. */
final class CombinationConverters {

    private CombinationConverters() {}

    static String chain(Layer layer, ExportContext place, String x) {
        String value = x;
        for (ChildLayer child : layer.children(place.in())) {
            value = write(child, place, value);
        }
        return value;
    }

    static String concat(Layer layer, ExportContext place, String x) {
        return joined(
                place,
                layer.children(place.in()).stream()
                        .map(branch -> write(branch, place, x))
                        .toList());
    }

    private static String write(ChildLayer child, ExportContext place, String x) {
        return OnnxConverters.write(child.layer(), place.within(child), x);
    }

    static String fork(SharedStemConcat letter, ExportContext place, String x) {
        List<ChildLayer> children = letter.children(place.in());
        String opened = write(children.get(0), place, x);
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
            String mine = letter.shares().get(i) == 0 ? x : shares.next();
            parts.add(write(children.get(i + 1), place, mine));
        }
        return joined(place, parts);
    }

    static String joined(ExportContext place, List<String> parts) {
        return parts.size() == 1 ? parts.get(0) : place.graph().join(place.name("concat"), parts);
    }

    static String residual(Residual letter, ExportContext place, String x) {
        Graph graph = place.graph();
        String body = write(letter.children(place.in()).get(0), place, x);
        if (letter.scale() != 1) {
            String scale = graph.floats(place.name("scale"), new float[] {(float) letter.scale()});
            body = graph.node(place.name("mul"), "Mul", List.of(body, scale));
        }
        return graph.node(place.name("add"), "Add", List.of(x, body));
    }
}
