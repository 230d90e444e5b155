package dev.hearth.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.LeakyRelu;
import dev.hearth.nn.layers.Prelu;
import dev.hearth.nn.layers.Relu;
import dev.hearth.nn.layers.Rrelu;
import dev.hearth.nn.layers.ShiftedRelu;
import dev.hearth.nn.layers.Sigmoid;
import dev.hearth.nn.layers.SlopeSharing;
import dev.hearth.nn.layers.Softmax;
import dev.hearth.nn.layers.Tanh;
import java.util.List;

/** Activations, as they are when testing. */
final class ActivationConverters {

    private ActivationConverters() {}

    private static String node(
            ExportContext place, String operator, String x, AttributeProto... attributes) {
        String name = Character.toLowerCase(operator.charAt(0)) + operator.substring(1);
        return place.graph().node(place.name(name), operator, List.of(x), attributes);
    }

    static String relu(Relu letter, ExportContext place, String x) {
        return node(place, "Relu", x);
    }

    static String leaky(LeakyRelu letter, ExportContext place, String x) {
        return node(place, "LeakyRelu", x, Attribute.real("alpha", letter.slope()));
    }

    /** The middle slope stands for those that are drawn. */
    static String randomized(Rrelu letter, ExportContext place, String x) {
        double middle = (letter.lower() + letter.upper()) / 2;
        return node(place, "LeakyRelu", x, Attribute.real("alpha", middle));
    }

    static String elu(Elu letter, ExportContext place, String x) {
        return node(place, "Elu", x, Attribute.real("alpha", letter.alpha()));
    }

    static String sigmoid(Sigmoid letter, ExportContext place, String x) {
        return node(place, "Sigmoid", x);
    }

    static String tanh(Tanh letter, ExportContext place, String x) {
        return node(place, "Tanh", x);
    }

    static String softmax(Softmax letter, ExportContext place, String x) {
        return node(place, "Softmax", x, Attribute.whole("axis", 1));
    }

    static String shifted(ShiftedRelu letter, ExportContext place, String x) {
        String least = place.graph().floats(place.name("least"), new float[] {-1});
        return place.graph().node(place.name("clip"), "Clip", List.of(x, least));
    }

    static String parametric(Prelu letter, ExportContext place, String x) {
        long[] extents =
                letter.sharing() == SlopeSharing.SHARED ? new long[] {1} : place.eachFeature();
        return place.graph()
                .node(place.name("prelu"), "PRelu", List.of(x, place.stored("slope", extents)));
    }
}
