package dev.hearth.optim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Linear;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Ten steps of each form as PyTorch 1.13 and timm take them in double precision. */
class OptimizerReferenceTest {

    /** The file's runs by its own words. */
    private static Map<String, Optimizer> letters() {
        Map<String, Optimizer> letters = new LinkedHashMap<>();
        letters.put("sgd", new Sgd());
        letters.put("sgd momentum 0.9", new Sgd(0.9));
        letters.put("sgd nesterov 0.9", new Sgd(0.9, Nesterov.YES));
        letters.put(
                "sgd momentum 0.9, L2 5e-4 added to the gradient",
                new Sgd(0.9).with(new L2(5e-4, AppliesTo.WEIGHTS_ONLY)));
        letters.put("adam", new Adam());
        letters.put("adamax (PyTorch: max(beta2*m, |g|+eps))", new Adamax());
        letters.put("rmsprop (PyTorch: eps outside the root)", RmsProp.pyTorch(0.9, 1e-8));
        letters.put(
                "rmsprop, TensorFlow form: mean square starts at 1, eps 1.0 inside the root, lr"
                        + " inside the momentum buffer",
                RmsProp.tensorFlow(0.9, 1).withMomentum(0.9));
        return letters;
    }

    private static float[] floats(JsonNode tensor) {
        JsonNode data = tensor.get("data");
        float[] values = new float[data.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) data.get(i).asDouble();
        }
        return values;
    }

    @Test
    void every_run_of_the_reference_is_followed() throws IOException {
        JsonNode file;
        try (InputStream in = getClass().getResourceAsStream("/reference/optimizers.json")) {
            file = new ObjectMapper().readTree(in);
        }
        Map<String, Optimizer> letters = letters();
        assertThat(file.get("runs")).hasSize(letters.size());
        for (JsonNode expected : file.get("runs")) {
            Optimizer letter = letters.get(expected.get("op").asText());
            assertThat(letter).as(expected.get("op").asText()).isNotNull();
            follow(letter, file, expected);
            if (letter instanceof Sgd sgd && sgd.nesterov() == Nesterov.NO) {
                follow(new ClassicalMomentum(sgd.momentum()), file, expected);
            }
        }
    }

    private static void follow(Optimizer letter, JsonNode file, JsonNode expected) {
        try (var run = Scope.open()) {
            Parameters home =
                    Model.build(
                                    new Linear(5, Bias.NO, Constant.ZERO, Constant.ZERO),
                                    new Shape.Vector(1),
                                    new Seed(1),
                                    Device.CPU)
                            .parameters();
            home.value("weight").copyInPlace(floats(file.get("start")));
            OptimizerState stepper = letter.over(home);
            for (int step = 0; step < 10; step++) {
                home.gradient("weight").copyInPlace(floats(file.get("gradients").get(step)));
                stepper.step(StepHyperparameters.of(expected.get("lr").asDouble()));
                float[] values = home.value("weight").toFloats();
                JsonNode wanted = expected.get("trajectory").get(step).get("data");
                for (int i = 0; i < values.length; i++) {
                    assertThat((double) values[i])
                            .as("%s, step %d, number %d", letter, step + 1, i)
                            .isCloseTo(wanted.get(i).asDouble(), Percentage.withPercentage(1e-3));
                }
            }
        }
    }
}
