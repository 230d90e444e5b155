package dev.hearth.nn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.StreamSupport;

/** What PyTorch computed in double precision: inputs, an output, and the gradients. */
public record ReferenceCase(JsonNode node) {

    /** All cases of a file under reference/. */
    public static List<ReferenceCase> all(String file) {
        try (InputStream stream = ReferenceCase.class.getResourceAsStream("/reference/" + file)) {
            return StreamSupport.stream(new ObjectMapper().readTree(stream).spliterator(), false)
                    .map(ReferenceCase::new)
                    .toList();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** The name of what was computed. */
    public String op() {
        return node.get("op").asText();
    }

    /** A setting. */
    public double number(String name) {
        return node.required(name).doubleValue();
    }

    /** A tensor of the case. */
    public Tensor tensor(String name) {
        return tensor(node.required(name));
    }

    /** An input. */
    public Tensor input(int index) {
        return tensor(node.get("inputs").get(index));
    }

    /** The gradient by an input. */
    public Tensor inputGradient(int index) {
        return tensor(node.get("input_gradients").get(index));
    }

    private static Tensor tensor(JsonNode node) {
        long[] shape = new long[node.get("shape").size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = node.get("shape").get(i).longValue();
        }
        float[] values = new float[node.get("data").size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) node.get("data").get(i).doubleValue();
        }
        return Tensor.of(values, shape);
    }

    /** Agreement to 1e-5 of each number, and near zero to 1e-5 of the floor. */
    public static void agrees(String what, Tensor actual, Tensor expected, double floor) {
        assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
        double[] a = actual.toDoubles();
        double[] e = expected.toDoubles();
        for (int i = 0; i < a.length; i++) {
            double tolerance = 1e-5 * Math.max(Math.abs(e[i]), floor);
            assertThat(Math.abs(a[i] - e[i]))
                    .as("%s[%d]: %s, reference %s", what, i, a[i], e[i])
                    .isLessThanOrEqualTo(tolerance);
        }
    }
}
