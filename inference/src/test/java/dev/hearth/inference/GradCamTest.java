package dev.hearth.inference;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.flatten;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.nn.layers.Layers.softmax;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.image.Picture;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.ModelChain;
import dev.hearth.nn.layers.Padding;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradCamTest {

    private static final Shape.Image IN = new Shape.Image(2, 6, 6);
    private static final int PLACES = 16;

    private static float[] draw(int count, long seed) {
        RandomStream random = new Seed(seed).stream();
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Behind a global average and a linear layer it is the class activation map over the places. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void behind_an_average_it_is_the_class_activation_map_of_a_naive_loop(boolean endsInSoftmax) {
        Layer head = sequence(globalAvgPool(), linear(5));
        Layer body = sequence(conv(4, 3).padding(Padding.VALID), relu(), head);
        Layer layer = endsInSoftmax ? sequence(body, softmax()) : body;
        try (var scope = Scope.open()) {
            Model net = Model.build(layer, IN, new Seed(3), Device.CPU);
            float[] image = draw((int) IN.count(), 4);
            float[] maps;
            try (var quiet = NoGrad.open()) {
                maps =
                        ModelChain.of(net)
                                .apply(
                                        0,
                                        2,
                                        Tensor.of(image, 1, 2, 6, 6),
                                        Context.testing(new Seed(0)))
                                .toFloats();
            }
            String name =
                    net.parameters().entries().stream()
                            .map(each -> each.name())
                            .filter(each -> each.endsWith("weight"))
                            .reduce((first, second) -> second)
                            .orElseThrow();
            float[] weights = net.parameters().value(name).toFloats();
            for (int label = 0; label < 5; label++) {
                float[] heat = new LibTorchLogitModel(net).heatMap(image, label).values();
                assertThat(heat).hasSize(PLACES);
                for (int i = 0; i < PLACES; i++) {
                    double cam = 0;
                    for (int k = 0; k < 4; k++) {
                        cam += weights[label * 4 + k] * maps[k * PLACES + i] / PLACES;
                    }
                    assertThat((double) heat[i]).isCloseTo(Math.max(0, cam), within(1e-6));
                }
            }
        }
    }

    /** Any layers behind the maps: the weights are means of differences of the class's score. */
    @Test
    void its_weights_are_the_mean_differences_of_the_score() {
        Layer layer =
                sequence(
                        conv(3, 3).padding(Padding.VALID),
                        relu(),
                        flatten(),
                        linear(6),
                        relu(),
                        linear(2));
        try (var scope = Scope.open()) {
            Model net = Model.build(layer, IN, new Seed(5), Device.CPU);
            float[] image = draw((int) IN.count(), 6);
            ModelChain chain = ModelChain.of(net);
            Context pass = Context.testing(new Seed(0));
            float[] maps;
            double[] alpha = new double[3];
            try (var quiet = NoGrad.open()) {
                maps = chain.apply(0, 2, Tensor.of(image, 1, 2, 6, 6), pass).toFloats();
                for (int i = 0; i < maps.length; i++) {
                    double[] scores = new double[2];
                    for (int side = 0; side < 2; side++) {
                        float[] moved = maps.clone();
                        moved[i] += side == 0 ? 1e-3f : -1e-3f;
                        scores[side] =
                                chain.apply(2, chain.length(), Tensor.of(moved, 1, 3, 4, 4), pass)
                                        .toFloats()[1];
                    }
                    alpha[i / PLACES] += (scores[0] - scores[1]) / 2e-3 / PLACES;
                }
            }
            float[] heat = new LibTorchLogitModel(net).heatMap(image, 1).values();
            for (int i = 0; i < PLACES; i++) {
                double naive = 0;
                for (int k = 0; k < 3; k++) {
                    naive += alpha[k] * maps[k * PLACES + i];
                }
                assertThat((double) heat[i]).isCloseTo(Math.max(0, naive), within(1e-3));
            }
            assertThat(net.parameters().gradients().norm().item()).isZero();
        }
    }

    @Test
    void a_net_of_vectors_has_no_map_and_a_class_must_exist() {
        try (var scope = Scope.open()) {
            Model flat = Model.build(sequence(flatten(), linear(2)), IN, new Seed(1), Device.CPU);
            LibTorchLogitModel none = new LibTorchLogitModel(flat);
            assertThatThrownBy(() -> none.heatMap(new float[72], 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith("Use a convolutional one.");
            Model net =
                    Model.build(
                            sequence(conv(2, 3), globalAvgPool(), linear(2)),
                            IN,
                            new Seed(1),
                            Device.CPU);
            LibTorchLogitModel two = new LibTorchLogitModel(net);
            assertThatThrownBy(() -> two.heatMap(new float[72], 2))
                    .hasMessageContaining(". Received: 2. Use ");
        }
        LogitModel other = (inputs, count) -> new float[count];
        assertThatThrownBy(() -> other.heatMap(new float[1], 0))
                .hasMessageContaining("with the engine libtorch");
    }

    @Test
    void the_map_is_brightest_over_the_place_that_spoke() {
        HeatMap map = new HeatMap(2, 2, new float[] {0, 4, 0, 0});
        byte[] grey = new byte[8 * 8 * 3];
        java.util.Arrays.fill(grey, (byte) 100);
        Picture over = map.over(new Picture(8, 8, grey));
        assertThat(over.value(7, 0, 0)).isEqualTo((int) Math.round(100 * 0.35 + 255 * 0.65));
        assertThat(over.value(0, 7, 0)).isEqualTo(100);
        assertThat(over.value(7, 0, 2)).isLessThan(40);
        HeatMap nothing = new HeatMap(1, 1, new float[] {0});
        assertThat(nothing.over(new Picture(8, 8, grey))).isEqualTo(new Picture(8, 8, grey));
    }
}
