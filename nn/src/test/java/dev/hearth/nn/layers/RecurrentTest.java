package dev.hearth.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Context;
import dev.hearth.nn.Forward;
import dev.hearth.nn.GradientCheck;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.nn.init.GlorotUniform;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecurrentTest {

    private static final Seed SEED = new Seed(8);
    private static final int BATCH = 3;
    private static final int STEPS = 5;
    private static final int INPUTS = 4;
    private static final int UNITS = 3;
    private static final Shape IN = new Shape.Image(1, STEPS, INPUTS);

    private static final Lstm LSTM = new Lstm(UNITS, SequenceOutput.EACH, 1, new GlorotUniform());
    private static final Gru GRU = new Gru(UNITS, SequenceOutput.EACH, new GlorotUniform());

    static Stream<Layer> layers() {
        return Stream.of(LSTM, GRU);
    }

    private static Tensor input() {
        return RandomTensors.of(SEED.child("x")).normal(0, 1, BATCH, 1, STEPS, INPUTS);
    }

    /** The layer as a loop of its cell. */
    private record Loop(Layer layer) implements Layer {
        @Override
        public Shape out(Shape in) {
            return layer.out(in);
        }

        @Override
        public Complexity cost(Shape in) {
            return layer.cost(in);
        }

        @Override
        public Forward build(Shape in, Parameters home) {
            if (layer instanceof Lstm lstm) {
                LstmCell cell = lstm.cell(INPUTS, home);
                return (x, pass) -> {
                    Tensor[] states = new Tensor[STEPS];
                    Functional.LstmState state = cell.begin(x.size(0), x.device());
                    for (int i = 0; i < STEPS; i++) {
                        state = cell.step(x.squeeze(1).select(1, i), state, pass);
                        states[i] = state.hidden();
                    }
                    return Tensor.stack(1, states).unsqueeze(1);
                };
            }
            GruCell cell = ((Gru) layer).cell(INPUTS, home);
            return (x, pass) -> {
                Tensor[] states = new Tensor[STEPS];
                Tensor state = cell.begin(x.size(0), x.device());
                for (int i = 0; i < STEPS; i++) {
                    state = cell.step(x.squeeze(1).select(1, i), state, pass);
                    states[i] = state;
                }
                return Tensor.stack(1, states).unsqueeze(1);
            };
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void a_naive_twin_agrees(Layer layer) {
        try (var scope = Scope.open()) {
            Model net = Model.build(layer, IN, SEED, Device.CPU);
            net.parameters()
                    .values()
                    .addInPlace(
                            RandomTensors.of(SEED)
                                    .normal(0, 0.5, net.parameters().values().shape()),
                            1);
            float[] came = net.apply(input(), Context.testing(SEED)).toFloats();
            Map<String, float[]> arrays = net.arrays();
            float[] x = input().toFloats();
            for (int n = 0; n < BATCH; n++) {
                double[] h = new double[UNITS];
                double[] c = new double[UNITS];
                for (int t = 0; t < STEPS; t++) {
                    int at = (n * STEPS + t) * INPUTS;
                    h = layer instanceof Lstm ? lstm(arrays, x, at, h, c) : gru(arrays, x, at, h);
                    for (int j = 0; j < UNITS; j++) {
                        assertThat((double) came[(n * STEPS + t) * UNITS + j])
                                .isCloseTo(h[j], within(1e-5));
                    }
                }
            }
        }
    }

    private static double product(float[] weights, int row, int columns, double[] by) {
        double sum = 0;
        for (int i = 0; i < columns; i++) {
            sum += weights[row * columns + i] * by[i];
        }
        return sum;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double[] slice(float[] x, int at) {
        double[] slice = new double[INPUTS];
        for (int i = 0; i < INPUTS; i++) {
            slice[i] = x[at + i];
        }
        return slice;
    }

    private static double[] lstm(
            Map<String, float[]> p, float[] x, int at, double[] h, double[] c) {
        double[] next = new double[UNITS];
        for (int j = 0; j < UNITS; j++) {
            double[] gates = new double[4];
            for (int k = 0; k < 4; k++) {
                int row = k * UNITS + j;
                gates[k] =
                        product(p.get("weightInput"), row, INPUTS, slice(x, at))
                                + product(p.get("weightHidden"), row, UNITS, h)
                                + p.get("bias")[row];
            }
            c[j] = sigmoid(gates[1]) * c[j] + sigmoid(gates[0]) * Math.tanh(gates[2]);
            next[j] = sigmoid(gates[3]) * Math.tanh(c[j]);
        }
        return next;
    }

    private static double[] gru(Map<String, float[]> p, float[] x, int at, double[] h) {
        double[] next = new double[UNITS];
        for (int j = 0; j < UNITS; j++) {
            double[] outer = new double[3];
            double[] inner = new double[3];
            for (int k = 0; k < 3; k++) {
                int row = k * UNITS + j;
                outer[k] =
                        product(p.get("weightInput"), row, INPUTS, slice(x, at))
                                + p.get("biasInput")[row];
                inner[k] = product(p.get("weightHidden"), row, UNITS, h) + p.get("biasHidden")[row];
            }
            double r = sigmoid(outer[0] + inner[0]);
            double z = sigmoid(outer[1] + inner[1]);
            double n = Math.tanh(outer[2] + r * inner[2]);
            next[j] = (1 - z) * n + z * h[j];
        }
        return next;
    }

    @ParameterizedTest
    @MethodSource("layers")
    void step_by_step_is_the_sequence_at_once_gradients_too(Layer layer) {
        for (Layer each : new Layer[] {layer, new WeightNorm(layer)}) {
            Layer loop =
                    each instanceof WeightNorm ? new WeightNorm(new Loop(layer)) : new Loop(layer);
            try (var scope = Scope.open()) {
                float[][] once = outcome(each, Device.CPU);
                float[][] stepped = outcome(loop, Device.CPU);
                for (int k = 0; k < once.length; k++) {
                    assertThat(stepped[k]).hasSameSizeAs(once[k]);
                    for (int i = 0; i < once[k].length; i++) {
                        assertThat(stepped[k][i]).isCloseTo(once[k][i], within(1e-5f));
                    }
                }
                assertThat(once[1]).isNotEqualTo(new float[once[1].length]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void a_gpu_learns_what_the_cpu_does(Layer layer) {
        assumeTrue(LibTorch.hasCuda());
        try (var scope = Scope.open()) {
            float[][] wanted = outcome(layer, Device.CPU);
            float[][] came = outcome(layer, Device.cuda());
            for (int k = 0; k < wanted.length; k++) {
                assertThat(came[k]).hasSameSizeAs(wanted[k]);
                for (int i = 0; i < wanted[k].length; i++) {
                    // cuDNN rounds factors to eleven bits.
                    assertThat(came[k][i]).isCloseTo(wanted[k][i], within(0.01f));
                }
            }
        }
    }

    private static float[][] outcome(Layer layer, Device device) {
        Model net = Model.build(layer, IN, SEED, device);
        Tensor x = input().to(device).requireGrad();
        Tensor y = net.apply(x, Context.training(SEED));
        y.backward(RandomTensors.of(SEED.child("gradient")).normal(0, 1, y.shape()).to(device));
        return new float[][] {
            y.toFloats(), net.parameters().gradients().toFloats(), x.grad().orElseThrow().toFloats()
        };
    }

    @ParameterizedTest
    @MethodSource("layers")
    void gradients_agree_with_differences_with_and_without_weight_norm(Layer layer) {
        GradientCheck.check(layer, IN, 2, Context::training);
        GradientCheck.check(new Loop(layer), IN, 2, Context::training);
        GradientCheck.check(
                new WeightNorm(new Loop(layer), GainMode.EXPONENTIAL, Double.POSITIVE_INFINITY),
                IN,
                2,
                Context::training);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void a_cell_begins_in_the_type_of_its_net(Layer layer) {
        try (var scope = Scope.open()) {
            Model once = Model.build(layer, IN, SEED, Device.CPU, DType.FLOAT64);
            Model stepped = Model.build(new Loop(layer), IN, SEED, Device.CPU, DType.FLOAT64);
            Tensor x = input().to(DType.FLOAT64);
            Tensor wanted = once.apply(x, Context.testing(SEED));
            Tensor came = stepped.apply(x, Context.testing(SEED));
            assertThat(came.dtype()).isEqualTo(DType.FLOAT64);
            assertThat(came.sub(wanted).abs().max().item()).isLessThan(1e-12);
        }
    }

    @Test
    void each_gate_of_a_unit_has_a_length_of_its_own_and_folding_takes_it_away() {
        Layer normed = new WeightNorm(LSTM);
        assertThat(normed.cost(IN))
                .isEqualTo(LSTM.cost(IN).plus(new Complexity(2 * 4 * UNITS, 0, 0)));
        try (var scope = Scope.open()) {
            Model net = Model.build(normed, IN, SEED, Device.CPU);
            net.parameters().value("weightHidden.gain").mulInPlace(3);
            Folded folded = Folded.of(normed, IN, net.arrays());
            assertThat(folded.layer()).isEqualTo(LSTM);
            Model plain = Model.of(folded.layer(), IN, folded.arrays(), Device.CPU);
            float[] wanted = net.apply(input(), Context.testing(SEED)).toFloats();
            float[] came = plain.apply(input(), Context.testing(SEED)).toFloats();
            for (int i = 0; i < came.length; i++) {
                assertThat(came[i]).isCloseTo(wanted[i], within(1e-6f));
            }
        }
    }

    @Test
    void the_last_state_is_the_last_of_all_and_the_forget_gate_begins_as_told() {
        try (var scope = Scope.open()) {
            Layer last = new Lstm(UNITS, SequenceOutput.LAST, 1, new GlorotUniform());
            Model each = Model.build(LSTM, IN, SEED, Device.CPU);
            Model one = Model.build(last, IN, SEED, Device.CPU);
            float[] all =
                    each.apply(input(), Context.testing(SEED)).select(2, STEPS - 1).toFloats();
            assertThat(one.apply(input(), Context.testing(SEED)).toFloats()).isEqualTo(all);
            assertThat(one.parameters().value("bias").toFloats())
                    .containsExactly(0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0);
        }
    }

    @Test
    void what_is_no_sequence_is_refused() {
        assertThatThrownBy(() -> new Lstm(0))
                .hasMessage("Lstm needs at least one unit. Received: units=0. Use 256.");
        assertThatThrownBy(() -> new Lstm(2, SequenceOutput.LAST, Double.NaN, new GlorotUniform()))
                .hasMessage(
                        "Lstm needs a finite forget bias. Received: NaN. Use 0, or 1 to remember at"
                                + " first.");
        assertThatThrownBy(() -> new Gru(2).out(new Shape.Image(2, 3, 4)))
                .hasMessage(
                        "Gru needs a sequence: an image of one channel, a row a step. Received:"
                                + " 2×3×4. Reshape it to 1 × steps × features.");
    }
}
