package dev.hearth.export.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.hearth.nn.activation.Elu;
import dev.hearth.nn.activation.LeakyRelu;
import dev.hearth.nn.activation.Prelu;
import dev.hearth.nn.activation.Relu;
import dev.hearth.nn.activation.Rrelu;
import dev.hearth.nn.activation.Sharing;
import dev.hearth.nn.activation.ShiftedRelu;
import dev.hearth.nn.activation.Sigmoid;
import dev.hearth.nn.activation.Softmax;
import dev.hearth.nn.activation.Tanh;
import java.util.List;

/** Activations, as they are when testing. */
final class Activations {

    private Activations() {}

    private static String node(
            Place place, String operator, String x, AttributeProto... attributes) {
        String name = Character.toLowerCase(operator.charAt(0)) + operator.substring(1);
        return place.graph().node(place.name(name), operator, List.of(x), attributes);
    }

    static String relu(Relu letter, Place place, String x) {
        return node(place, "Relu", x);
    }

    static String leaky(LeakyRelu letter, Place place, String x) {
        return node(place, "LeakyRelu", x, Attribute.real("alpha", letter.slope()));
    }

    /** The middle slope stands for those that are drawn. */
    static String randomized(Rrelu letter, Place place, String x) {
        double middle = (letter.lower() + letter.upper()) / 2;
        return node(place, "LeakyRelu", x, Attribute.real("alpha", middle));
    }

    static String elu(Elu letter, Place place, String x) {
        return node(place, "Elu", x, Attribute.real("alpha", letter.alpha()));
    }

    static String sigmoid(Sigmoid letter, Place place, String x) {
        return node(place, "Sigmoid", x);
    }

    static String tanh(Tanh letter, Place place, String x) {
        return node(place, "Tanh", x);
    }

    static String softmax(Softmax letter, Place place, String x) {
        return node(place, "Softmax", x, Attribute.whole("axis", 1));
    }

    static String shifted(ShiftedRelu letter, Place place, String x) {
        String least = place.graph().floats(place.name("least"), new float[] {-1});
        return place.graph().node(place.name("clip"), "Clip", List.of(x, least));
    }

    static String parametric(Prelu letter, Place place, String x) {
        long[] extents = letter.sharing() == Sharing.SHARED ? new long[] {1} : place.eachFeature();
        return place.graph()
                .node(place.name("prelu"), "PRelu", List.of(x, place.stored("slope", extents)));
    }
}
