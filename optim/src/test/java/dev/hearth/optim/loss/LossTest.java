package dev.hearth.optim.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LossTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static Tensor tensor(JsonNode node) {
        float[] values = new float[node.get("data").size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) node.get("data").get(i).asDouble();
        }
        long[] shape = new long[node.get("shape").size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = node.get("shape").get(i).asLong();
        }
        return Tensor.of(values, shape);
    }

    private static Tensor labels(JsonNode node) {
        long[] values = new long[node.get("data").size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = node.get("data").get(i).asLong();
        }
        return Tensor.of(values, values.length);
    }

    private static float[] draw(int count, int seed) {
        RandomStream random = new Seed(seed).stream();
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (4 * random.nextDouble() - 2);
        }
        return values;
    }

    @Test
    void every_case_of_the_reference_is_met() throws IOException {
        Map<String, Loss> losses =
                Map.of(
                        "cross_entropy mean", new CrossEntropy(),
                        "cross_entropy mean, label smoothing 0.1", new CrossEntropy(0.1),
                        "binary_cross_entropy_with_logits mean", new BinaryCrossEntropy());
        JsonNode file;
        try (InputStream in = getClass().getResourceAsStream("/reference/losses.json")) {
            file = JSON.readTree(in);
        }
        JsonNode cases = file.isArray() ? file : file.elements().next();
        assertThat(cases).hasSize(losses.size());
        for (JsonNode each : cases) {
            Loss loss = losses.get(each.get("op").asText());
            assertThat(loss).as(each.get("op").asText()).isNotNull();
            try (var run = Scope.open()) {
                Tensor output = tensor(each.get("inputs").get(0)).requireGrad();
                Tensor target =
                        each.has("target")
                                ? labels(each.get("target"))
                                : output.filledLike(each.get("target_value").asDouble());
                Tensor value = loss.of(output, target);
                double expected = each.get("output").get("data").get(0).asDouble();
                assertThat(value.item()).isCloseTo(expected, within(1e-5 * expected));
                value.backward(tensor(each.get("output_gradient")));
                assertThat(output.grad().orElseThrow().toDoubles())
                        .containsExactly(
                                tensor(each.get("input_gradients").get(0)).toDoubles(),
                                within(1e-6));
            }
        }
    }

    @Test
    void mean_squared_error_and_huber_agree_with_their_twins() {
        try (var run = Scope.open()) {
            float[] x = draw(24, 1);
            float[] y = draw(24, 2);
            double delta = 0.7;
            double square = 0;
            double huber = 0;
            int beyond = 0;
            for (int i = 0; i < 24; i++) {
                double d = Math.abs((double) x[i] - y[i]);
                beyond += d > delta ? 1 : 0;
                square += d * d / 24;
                huber += (d <= delta ? d * d / 2 : delta * (d - delta / 2)) / 24;
            }
            assertThat(beyond).isBetween(1, 23);
            Tensor output = Tensor.of(x, 4, 6);
            Tensor target = Tensor.of(y, 4, 6);
            assertThat(new MeanSquaredError().of(output, target).item())
                    .isCloseTo(square, within(1e-5 * square));
            assertThat(new Huber(delta).of(output, target).item())
                    .isCloseTo(huber, within(1e-5 * huber));
        }
    }

    @Test
    void hubers_gradient_is_the_clipped_error() {
        try (var run = Scope.open()) {
            Tensor output = Tensor.of(new float[] {-3, -0.5f, 0.25f, 9}, 4).requireGrad();
            new Huber(1).of(output, Tensor.zeros(4)).backward();
            assertThat(output.grad().orElseThrow().toFloats())
                    .containsExactly(-0.25f, -0.125f, 0.0625f, 0.25f);
        }
    }

    @Test
    void binary_cross_entropy_does_not_overflow() {
        try (var run = Scope.open()) {
            Tensor output = Tensor.of(new float[] {1000, -1000}, 2);
            Tensor target = Tensor.of(new float[] {0, 0}, 2);
            assertThat(new BinaryCrossEntropy().of(output, target).item()).isEqualTo(500);
        }
    }

    @Test
    void every_loss_survives_json() throws JsonProcessingException {
        Loss[] all = {
            new CrossEntropy(0.1),
            new BinaryCrossEntropy(),
            new MeanSquaredError(),
            new Huber(2),
            new NegativeElbo(3, Likelihood.DISCRETIZED_LOGISTIC)
        };
        ObjectMapper json =
                LayerJson.standard()
                        .with(Stream.of(all).map(Loss::getClass).toArray(Class<?>[]::new))
                        .mapper();
        for (Loss loss : all) {
            String text = json.writerFor(Loss.class).writeValueAsString(loss);
            assertThat(text).startsWith("{\"type\":\"" + loss.getClass().getSimpleName() + "\"");
            assertThat(json.readValue(text, Loss.class)).isEqualTo(loss);
        }
    }

    @Test
    void cross_entropy_refuses_what_are_not_logits_and_labels() {
        try (var run = Scope.open()) {
            Tensor logits = Tensor.zeros(6, 10);
            Tensor[] wrong = {
                Tensor.zeros(6), Tensor.of(new long[5], 5), Tensor.of(new long[6], 6, 1)
            };
            for (Tensor target : wrong) {
                assertThatThrownBy(() -> new CrossEntropy().of(logits, target))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(
                                "CrossEntropy needs logits [batch × classes] and INT64 labels"
                                        + " [batch]. Received: output Tensor[6×10] FLOAT32, target "
                                        + target
                                        + ". Flatten the logits; make the labels with"
                                        + " Tensor.ofLabels.");
            }
            assertThatThrownBy(
                            () ->
                                    new CrossEntropy()
                                            .of(Tensor.zeros(6, 10, 2), Tensor.of(new long[6], 6)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void losses_of_numbers_refuse_to_broadcast() {
        try (var run = Scope.open()) {
            for (Loss loss :
                    new Loss[] {new BinaryCrossEntropy(), new MeanSquaredError(), new Huber(1)}) {
                String who = loss.getClass().getSimpleName();
                assertThatThrownBy(() -> loss.of(Tensor.zeros(4, 1), Tensor.zeros(4)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(
                                who
                                        + " needs a target of the output's shape. Received: output"
                                        + " Tensor[4×1] FLOAT32, target Tensor[4] FLOAT32. Reshape"
                                        + " the target.");
                assertThatThrownBy(() -> loss.of(Tensor.zeros(4), Tensor.of(new long[4], 4)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(
                                who
                                        + " needs an output and a target of one floating type."
                                        + " Received: output Tensor[4] FLOAT32, target Tensor[4]"
                                        + " INT64. Convert the target with to(output.dtype()).");
            }
        }
    }

    @Test
    void letters_refuse_impossible_numbers() {
        assertThatThrownBy(() -> new CrossEntropy(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "CrossEntropy needs 0 ≤ smoothing < 1. Received: smoothing=1.0. Use 0 for"
                                + " none, or 0.1.");
        assertThatThrownBy(() -> new Huber(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Huber needs a finite delta above 0. Received: delta=0.0. Use 1, or"
                                + " MeanSquaredError for no limit.");
    }
}
