package dev.hearth.nn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.nn.layers.AvgPool2d;
import dev.hearth.nn.layers.Conv2d;
import dev.hearth.nn.layers.MaxPool2d;
import dev.hearth.nn.layers.Padding;
import dev.hearth.nn.layers.TransposedConv2d;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Outputs and gradients against PyTorch's in double precision. */
class ImageReferenceTest {

    record Case(JsonNode node) {
        @Override
        public String toString() {
            return node.get("op").asText() + " " + node.path("kernel");
        }
    }

    static List<Case> cases() throws IOException {
        try (InputStream in = ImageReferenceTest.class.getResourceAsStream("images.json")) {
            List<Case> cases = new ArrayList<>();
            new ObjectMapper().readTree(in).forEach(node -> cases.add(new Case(node)));
            assertThat(cases).hasSize(7);
            return cases;
        }
    }

    private static Layer layer(JsonNode c) {
        String op = c.get("op").asText();
        if (op.startsWith("avg_pool2d 3x3 stride 1 padding 1, padding not counted")) {
            return new AvgPool2d(3, 1).padding(Padding.of(1, 1));
        }
        if (op.equals("max_pool2d 3x3 stride 2 valid")) {
            return new MaxPool2d(3, 2);
        }
        int rows = c.get("kernel").get(0).asInt();
        int columns = c.get("kernel").get(1).asInt();
        int stride = c.get("stride").asInt();
        Padding padding =
                Padding.of(c.get("padding").get(0).asInt(), c.get("padding").get(1).asInt());
        int filters = c.get("output").get("shape").get(1).asInt();
        return op.equals("conv2d")
                ? new Conv2d(filters, 1)
                        .kernel(rows, columns)
                        .stride(stride)
                        .padding(padding)
                        .noBias()
                : new TransposedConv2d(filters, 1)
                        .kernel(rows, columns)
                        .stride(stride)
                        .padding(padding)
                        .noBias();
    }

    private static float[] values(JsonNode tensor) {
        float[] values = new float[tensor.get("data").size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) tensor.get("data").get(i).asDouble();
        }
        return values;
    }

    private static long[] shape(JsonNode tensor) {
        long[] shape = new long[tensor.get("shape").size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = tensor.get("shape").get(i).asLong();
        }
        return shape;
    }

    private static Tensor tensor(JsonNode tensor) {
        return Tensor.of(values(tensor), shape(tensor));
    }

    private static void agrees(Tensor got, JsonNode wanted, String what) {
        assertThat(got.shape()).as(what).isEqualTo(shape(wanted));
        float[] numbers = got.toFloats();
        double greatest = 0;
        double worst = 0;
        for (int i = 0; i < numbers.length; i++) {
            double value = wanted.get("data").get(i).asDouble();
            greatest = Math.max(greatest, Math.abs(value));
            worst = Math.max(worst, Math.abs(value - numbers[i]));
        }
        assertThat(worst / greatest).as(what).isLessThan(1e-5);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agrees_with_pytorch(Case reference) {
        JsonNode c = reference.node();
        try (var scope = Scope.open()) {
            long[] x = shape(c.get("inputs").get(0));
            Shape in = new Shape.Image((int) x[1], (int) x[2], (int) x[3]);
            Model net = Model.build(layer(c), in, new Seed(1), Device.CPU);
            boolean learns = c.get("inputs").size() == 2;
            if (learns) {
                net.parameters().value("weight").copyInPlace(values(c.get("inputs").get(1)));
            }
            Tensor input = tensor(c.get("inputs").get(0)).requireGrad();
            Tensor y = net.apply(input, Context.training(new Seed(1)));
            agrees(y, c.get("output"), "output");
            y.backward(tensor(c.get("output_gradient")));
            agrees(input.grad().orElseThrow(), c.get("input_gradients").get(0), "gradient of x");
            if (learns) {
                agrees(
                        net.parameters().gradient("weight"),
                        c.get("input_gradients").get(1),
                        "gradient of w");
            }
        }
    }
}
