package dev.hearth.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.ReferenceCase;
import dev.hearth.nn.Shape;
import dev.hearth.nn.Trial;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ActivationReferenceTest {

    static Stream<ReferenceCase> cases() {
        return ReferenceCase.all("activations.json").stream();
    }

    private static Layer layer(ReferenceCase given) {
        return switch (given.op()) {
            case "elu" -> new Elu(given.number("alpha"));
            case "leaky_relu" -> new LeakyRelu(given.number("slope"));
            case "relu" -> new Relu();
            case "shifted_relu" -> new ShiftedRelu();
            case "prelu" -> new Prelu(SlopeSharing.PER_CHANNEL);
            case "rrelu_evaluation" -> new Rrelu(given.number("lower"), given.number("upper"));
            case "maxout" -> new MaxoutChannels((int) given.number("pieces"));
            default -> throw new IllegalArgumentException(given.op());
        };
    }

    @Test
    void the_reference_has_all_that_it_should() {
        assertThat(cases().map(ReferenceCase::op).toList())
                .isEqualTo(
                        List.of(
                                "elu",
                                "elu",
                                "elu",
                                "leaky_relu",
                                "leaky_relu",
                                "relu",
                                "shifted_relu",
                                "prelu",
                                "rrelu_evaluation",
                                "maxout"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void outputs_and_gradients_agree_with_pytorch(ReferenceCase given) {
        try (var scope = Scope.open()) {
            Layer layer = layer(given);
            Tensor x = given.input(0).requireGrad();
            Shape in = new Shape.Vector((int) x.size(1));
            Model net = Model.build(layer, in, Trial.SEED, Device.CPU);
            Tensor y = net.apply(x, Context.testing(new Seed(1)));
            ReferenceCase.agrees(layer + " output", y, given.tensor("output"), 1e-2);

            y.backward(given.tensor("output_gradient"));
            Tensor gradient = x.grad().orElseThrow();
            ReferenceCase.agrees(layer + " gradient", gradient, given.inputGradient(0), 1e-2);
            if (layer instanceof Prelu) {
                Tensor slopes = net.parameters().gradient("slope");
                ReferenceCase.agrees("slope's gradient", slopes, given.inputGradient(1), 1e-1);
            }
        }
    }
}
