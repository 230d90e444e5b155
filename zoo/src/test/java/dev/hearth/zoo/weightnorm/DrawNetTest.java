package dev.hearth.zoo.weightnorm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Normal;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.nn.layers.Layers;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrawNetTest {

    private static final int SIDE = 6;
    private static final Shape SMALL = new Shape.Image(1, SIDE, SIDE);
    private static final Shape MNIST = new Shape.Image(1, 28, 28);
    private static final Seed SEED = new Seed(5);

    private static DrawNet small(int read, int write) {
        return new DrawNet(3, read, write, 4, 2, new Normal(0.5));
    }

    /** As drawn, and every bias and beginning away from 0. */
    private static Model alive(Layer letter) {
        Model net = Model.build(letter, SMALL, SEED, Device.CPU);
        try (var quiet = NoGrad.open();
                var room = Scope.open()) {
            for (Parameters.Entry entry : net.parameters().entries()) {
                if (entry.name().endsWith("bias") || entry.name().startsWith("begin")) {
                    Tensor value = net.parameters().value(entry.name());
                    RandomTensors chance = RandomTensors.of(SEED.child(entry.name()));
                    value.copyInPlace(chance.normal(0, 0.3, value.shape()));
                }
            }
        }
        return net;
    }

    private static Tensor images(int count) {
        return RandomTensors.of(SEED.child("images")).bernoulli(0.5, SMALL.batch(count));
    }

    @Test
    void shapes_and_counts_follow_from_the_letter() {
        DrawNet net = new DrawNet(64, 2, 5, 256, 100);
        assertThat(net.out(MNIST)).isEqualTo(new Shape.Vector(784 + 2 * 64 * 100));
        long encoder = 1024 * (8 + 256 + 256) + 1024;
        long decoder = 1024 * (100 + 256) + 1024;
        long code = 200 * 256 + 200;
        long saying = 35 * 256 + 35;
        long begin = 784 + 4 * 256;
        assertThat(net.cost(MNIST).parameters())
                .isEqualTo(encoder + decoder + code + saying + begin);
        long step =
                1024 * (520 + 356)
                        + 200 * 256
                        + 35 * 256
                        + 2 * 2 * 28 * (28 + 2)
                        + 5 * 28 * (5 + 28);
        assertThat(net.cost(MNIST).multiplyAdds()).isEqualTo(64 * step + 35 * 256);
    }

    @ParameterizedTest
    @CsvSource({"2, 3", "0, 0", "3, 0", "0, 2"})
    void agrees_with_loops_over_the_formulas(int read, int write) {
        DrawNet letter = small(read, write);
        int count = 3;
        try (var room = Scope.open()) {
            Model net = alive(letter);
            Tensor x = images(count);
            Tensor out = net.apply(x, Context.testing(SEED)).detach();
            float[] noise = Context.testing(SEED).chance().normal(0, 1, 3, count, 2).toFloats();
            NaiveDraw naive = new NaiveDraw(letter, SIDE, net.arrays());
            for (int e = 0; e < count; e++) {
                double[] image =
                        x.select(0, e).flatten(0).to(dev.hearth.tensor.DType.FLOAT64).toDoubles();
                double[][] own = new double[3][2];
                for (int t = 0; t < 3; t++) {
                    for (int k = 0; k < 2; k++) {
                        own[t][k] = noise[(t * count + e) * 2 + k];
                    }
                }
                double[] wanted = naive.of(image, own);
                float[] given = out.select(0, e).toFloats();
                assertThat(given).hasSize(wanted.length);
                for (int i = 0; i < wanted.length; i++) {
                    assertThat((double) given[i])
                            .as("output %d", i)
                            .isCloseTo(wanted[i], within(2e-5));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 3", "0, 0"})
    void gradients_agree_with_differences(int read, int write) {
        double step = 0.01;
        for (Layer letter : List.of(small(read, write), Layers.weightNorm(small(read, write)))) {
            try (var room = Scope.open()) {
                Model net = alive(letter);
                Tensor x = images(2);
                Tensor c =
                        RandomTensors.of(SEED.child("c")).normal(0, 1, letter.out(SMALL).batch(2));
                Parameters home = net.parameters();
                net.apply(x, Context.training(SEED)).mul(c).sum().backward();
                float[] gradient = home.gradients().toFloats();
                for (Parameters.Entry entry : home.entries()) {
                    int at = (int) (entry.offset() + entry.count() / 2);
                    double[] two = new double[2];
                    for (int s = 0; s < 2; s++) {
                        double move = s == 0 ? -step : step;
                        two[s] = moved(net, x, c, at, move);
                    }
                    double difference = (two[1] - two[0]) / (2 * step);
                    assertThat((double) gradient[at])
                            .as(entry.name())
                            .isCloseTo(difference, within(4e-3 * (1 + Math.abs(difference))));
                }
            }
        }
    }

    private static double moved(Model net, Tensor x, Tensor c, int at, double move) {
        try (var quiet = NoGrad.open();
                var room = Scope.open()) {
            Tensor one = net.parameters().values().narrow(0, at, 1);
            one.addInPlace(move);
            Tensor y = net.apply(x, Context.training(SEED)).to(dev.hearth.tensor.DType.FLOAT64);
            double sum = y.mul(c.to(dev.hearth.tensor.DType.FLOAT64)).sum().item();
            one.addInPlace(-move);
            return sum;
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 3", "0, 0"})
    void gives_the_announced_shape_reaches_every_parameter_and_travels(int read, int write) {
        DrawNet plain = small(read, write);
        for (Layer letter : List.of(plain, Layers.weightNorm(plain))) {
            try (var run = Scope.open()) {
                Model net = alive(letter);
                Parameters home = net.parameters();
                assertThat(home.count()).isEqualTo(letter.cost(SMALL).parameters());
                Tensor y = net.apply(images(3), Context.training(SEED));
                assertThat(y.shape()).containsExactly(3, SIDE * SIDE + 2 * 3 * 2);
                y.square().mean().backward();
                for (Parameters.Entry entry : home.entries()) {
                    assertThat(home.gradient(entry.name()).abs().max().item())
                            .as(entry.name())
                            .isPositive()
                            .isFinite();
                }
            }
            LayerJson letters = LayerJson.standard().with(DrawNet.class, DrawSampler.class);
            assertThat(letters.readLayer(letters.write(letter))).isEqualTo(letter);
        }
    }

    @Test
    void weight_normalisation_gives_every_row_a_length_the_gates_too() {
        DrawNet plain = small(2, 3);
        try (var room = Scope.open()) {
            Model normalized = alive(Layers.weightNorm(plain));
            List<String> gains =
                    normalized.parameters().entries().stream()
                            .filter(entry -> entry.name().endsWith(".gain"))
                            .map(entry -> entry.name() + " " + entry.count())
                            .toList();
            assertThat(gains)
                    .containsExactlyInAnyOrder(
                            "decoder.weightInput.gain 16",
                            "decoder.weightHidden.gain 16",
                            "encoder.weightInput.gain 16",
                            "encoder.weightHidden.gain 16",
                            "code.weight.gain 4",
                            "saying.weight.gain 19");
        }
    }

    @Test
    void the_sampler_paints_what_the_net_paints_of_the_same_numbers() {
        DrawNet letter = small(2, 3);
        try (var room = Scope.open()) {
            Model net = alive(letter);
            net.parameters().value("code.weight").fillInPlace(0);
            net.parameters().value("code.bias").fillInPlace(0);
            List<float[]> canvases = new ArrayList<>();
            List<String> names = new ArrayList<>();
            Context watched =
                    Context.testing(SEED)
                            .observedBy(
                                    (name, canvas) -> {
                                        names.add(name);
                                        canvases.add(canvas.sigmoid().flatten(0).toFloats());
                                    });
            net.apply(images(2), watched);
            assertThat(names).containsExactly("canvas 1", "canvas 2", "canvas 3");
            Layer sampler = new DrawSampler(letter, SIDE);
            Model painter = Model.build(sampler, new Shape.Vector(6), new Seed(0), Device.CPU);
            for (Parameters.Entry entry : painter.parameters().entries()) {
                painter.parameters()
                        .value(entry.name())
                        .copyInPlace(net.parameters().value(entry.name()));
            }
            Tensor z =
                    Context.testing(SEED)
                            .chance()
                            .normal(0, 1, 3, 2, 2)
                            .permute(1, 0, 2)
                            .reshape(2, 6);
            Tensor painted = painter.apply(z, Context.testing(SEED));
            assertThat(painted.shape()).containsExactly(2, 3, SIDE, SIDE);
            assertThat(painter.parameters().count())
                    .isEqualTo(sampler.cost(new Shape.Vector(6)).parameters());
            for (int t = 0; t < 3; t++) {
                float[] step = painted.select(1, t).contiguous().flatten(0).toFloats();
                assertThat(step).containsExactly(canvases.get(t), within(1e-6f));
            }
        }
    }

    @Test
    void the_code_is_drawn_anew_in_every_pass_and_is_the_mean_while_initialising() {
        try (var room = Scope.open()) {
            Model net = alive(small(2, 3));
            Tensor x = images(2);
            float[] out = net.apply(x, Context.testing(SEED)).toFloats();
            assertThat(net.apply(x, Context.testing(SEED)).toFloats()).isEqualTo(out);
            assertThat(net.apply(x, Context.testing(new Seed(6))).toFloats()).isNotEqualTo(out);
            float[] before = net.parameters().values().toFloats();
            net.initialize(x, Context.initializing(SEED));
            assertThat(net.parameters().values().toFloats()).isEqualTo(before);
            Context first = Context.initializing(SEED);
            Context second = Context.initializing(new Seed(6));
            assertThat(net.apply(x, first).toFloats()).isEqualTo(net.apply(x, second).toFloats());
        }
    }

    @Test
    void what_does_not_fit_is_refused() {
        assertThatThrownBy(() -> new DrawNet(10, 1, 5, 256, 100))
                .hasMessage(
                        "DrawNet needs steps, units, a code, and grids of 2 filters a side or more, or"
                                + " 0 for none. Received: steps=10, read=1, write=5, units=256,"
                                + " latent=100. Use 64, 2, 5, 256 and 100 for MNIST.");
        assertThatThrownBy(() -> new DrawNet(0, 2, 5, 256, 100)).hasMessageContaining("steps=0");
        assertThatThrownBy(() -> small(2, 3).out(new Shape.Image(3, 6, 6)))
                .hasMessage(
                        "DrawNet needs a square image of one channel. Received: 3×6×6. Use MNIST's"
                                + " 1×28×28.");
        assertThatThrownBy(() -> small(2, 3).out(new Shape.Image(1, 6, 5)))
                .hasMessageContaining("Received: 1×6×5");
        assertThatThrownBy(() -> new DrawSampler(small(2, 3), 6).out(new Shape.Vector(5)))
                .hasMessage(
                        "DrawSampler needs the numbers of all steps, 6. Received: 5. Draw so many from"
                                + " N(0, 1).");
        assertThatThrownBy(() -> new DrawSampler(small(2, 3), 1)).hasMessageContaining("side=1");
    }
}
