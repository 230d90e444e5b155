package dev.hearth.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.hearth.nn.Vocabulary.Row;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.Layers;
import dev.hearth.nn.layers.MeanOnlyBatchNorm;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class MixedPrecisionTest {

    private static final Seed SEED = new Seed(5);

    /** Rounding to 8 bits of significand: half a unit in the last place, relative. */
    private static final double ROUNDING = 1.0 / 512;

    static List<Row> rows() {
        return PrecisionTest.rows();
    }

    private static Model net(Row row, Precision precision) {
        return Model.build(row.letter(), row.in(), SEED, Device.CPU).computingIn(precision);
    }

    private static Context pass(Phase phase) {
        return phase == Phase.TRAINING ? Context.training(SEED) : Context.testing(SEED);
    }

    /** Inputs that bfloat16 holds exactly, so that what is compared is the layer's own rounding. */
    private static Tensor exact(String name, long... shape) {
        return RandomTensors.of(SEED.child(name))
                .normal(0, 1, shape)
                .to(DType.BFLOAT16)
                .to(DType.FLOAT32);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void bfloat16_computes_and_learns_what_float32_does_up_to_its_rounding(Row row) {
        try (var scope = Scope.open()) {
            Model single = net(row, Precision.FLOAT32);
            Model mixed = net(row, Precision.BFLOAT16);
            Tensor x = exact("x", row.in().batch(4));
            for (Phase phase : List.of(Phase.TRAINING, Phase.TESTING)) {
                Tensor wanted = single.apply(x, pass(phase));
                Tensor came = mixed.apply(x, pass(phase));
                assertThat(came.dtype()).isEqualTo(DType.FLOAT32);
                assertClose(came, wanted);
            }
            if (single.parameters().entries().isEmpty()) {
                return;
            }
            backward(single, x);
            backward(mixed, x);
            assertThat(mixed.parameters().gradients().dtype()).isEqualTo(DType.FLOAT32);
            assertClose(mixed.parameters().gradients(), single.parameters().gradients());
        }
    }

    /** As between two convolutions: what comes in 16 bits, and which layers pass it on so. */
    @ParameterizedTest
    @MethodSource("rows")
    void a_layer_takes_bfloat16_from_the_layer_before_it(Row row) {
        try (var scope = Scope.open()) {
            Parameters plan = Parameters.plan();
            row.letter().build(row.in(), plan);
            Forward forward =
                    row.letter().build(row.in(), plan.settle(SEED, Device.CPU, DType.FLOAT32));
            Tensor x = exact("x", row.in().batch(4));
            x = row.in() instanceof Shape.Image ? x.channelsLast() : x;
            for (Phase phase : List.of(Phase.TRAINING, Phase.TESTING)) {
                Context pass = pass(phase);
                pass.computeIn(Precision.BFLOAT16);
                Tensor given = x.to(DType.BFLOAT16).requireGrad();
                Tensor came = forward.apply(given, pass);
                assertClose(came.widened(), forward.apply(x, pass(phase)));
                Tensor weights = exact("w", came.shape()).to(came.dtype());
                came.mul(weights).sum().backward();
                Tensor gradient = given.grad().orElseThrow();
                assertThat(gradient.dtype()).isEqualTo(DType.BFLOAT16);
                assertThat(Double.isFinite(gradient.widened().abs().max().item())).isTrue();
            }
        }
    }

    /** In 16 bits the two are one function, whose derivative follows from its rounded result. */
    @ParameterizedTest
    @MethodSource("activations")
    void mean_only_batch_norm_and_an_activation_in_one_have_the_gradients_of_both(
            Layer activation) {
        Shape in = new Shape.Image(3, 5, 4);
        Layer joined = Layers.sequence(Layers.sequence(new MeanOnlyBatchNorm()), activation);
        Layer branches = Layers.concat(joined, joined);
        try (var scope = Scope.open()) {
            Parameters plan = Parameters.plan();
            branches.build(in, plan);
            Parameters learned = plan.settle(SEED, Device.CPU, DType.FLOAT32);
            Forward forward = branches.build(in, learned);
            Tensor x = exact("x", in.batch(6)).channelsLast().to(DType.BFLOAT16);
            Tensor upstream = exact("g", new long[] {6, 6, 5, 4}).add(1).to(DType.BFLOAT16);
            List<Tensor> came = new ArrayList<>();
            for (Context pass :
                    List.of(
                            pass(Phase.TRAINING).observedBy((tap, seen) -> {}),
                            pass(Phase.TRAINING))) {
                pass.computeIn(Precision.BFLOAT16);
                learned.clearGradients();
                Tensor given = x.detach().requireGrad();
                Tensor y = forward.apply(given, pass);
                came.add(y.widened());
                y.backward(upstream.channelsLast());
                came.add(given.grad().orElseThrow().widened());
                came.add(learned.gradients().copy());
            }
            assertThat(came.get(3).toFloats()).isEqualTo(came.get(0).toFloats());
            assertThat(came.get(2).abs().max().item()).isPositive();
            assertClose(came.get(4), came.get(1));
            assertClose(came.get(5), came.get(2));
        }
    }

    /** From its result, which is −1 in 16 bits, it would be 0. */
    @Test
    void elu_behind_mean_only_batch_norm_keeps_its_derivative_far_below_zero() {
        Shape in = new Shape.Image(3, 5, 4);
        Layer layer = Layers.sequence(new MeanOnlyBatchNorm(), new Elu());
        try (var scope = Scope.open()) {
            Parameters plan = Parameters.plan();
            layer.build(in, plan);
            Forward forward = layer.build(in, plan.settle(SEED, Device.CPU, DType.FLOAT32));
            Context pass = pass(Phase.TESTING);
            pass.computeIn(Precision.BFLOAT16);
            Tensor x = Tensor.full(-7, DType.BFLOAT16, Device.CPU, in.batch(6)).requireGrad();
            forward.apply(x, pass).sum().backward();
            for (float derivative : x.grad().orElseThrow().widened().toFloats()) {
                assertThat((double) derivative).isCloseTo(Math.exp(-7), withinPercentage(0.5));
            }
        }
    }

    static Stream<Layer> activations() {
        return Stream.of(
                Layers.elu(), new Elu(0.5), Layers.relu(), Layers.leakyRelu(0.1), Layers.tanh());
    }

    /** In 16 bits its gradient is written by hand. */
    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"TRAINING", "TESTING"})
    void mean_only_batch_norm_in_16_bits_has_the_gradients_of_float32(Phase phase) {
        for (Shape in : List.of(new Shape.Image(3, 5, 4), new Shape.Vector(7))) {
            try (var scope = Scope.open()) {
                Row row = new Row(new MeanOnlyBatchNorm(), in, Optional.empty());
                Tensor x = exact("x", in.batch(6));
                Tensor upstream = exact("g", in.batch(6)).add(1).to(DType.BFLOAT16);
                List<Tensor> came = new ArrayList<>();
                for (DType type : List.of(DType.FLOAT32, DType.BFLOAT16)) {
                    Parameters plan = Parameters.plan();
                    row.letter().build(in, plan);
                    Parameters learned = plan.settle(SEED, Device.CPU, DType.FLOAT32);
                    Forward forward = row.letter().build(in, learned);
                    Context pass = pass(phase);
                    pass.computeIn(Precision.BFLOAT16);
                    Tensor given = x.to(type).detach().requireGrad();
                    forward.apply(given, pass).backward(upstream.to(type));
                    came.add(given.grad().orElseThrow().widened());
                    came.add(learned.gradient("shift"));
                    came.add(learned.state("mean"));
                }
                assertThat(came.get(1).abs().min().item()).isPositive();
                for (int i = 0; i < 3; i++) {
                    assertClose(came.get(i + 3), came.get(i));
                }
                float[] shift = came.get(1).toFloats();
                float[] byHand = came.get(4).toFloats();
                for (int i = 0; i < shift.length; i++) {
                    assertThat(byHand[i]).isCloseTo(shift[i], within(1e-5f * Math.abs(shift[i])));
                }
            }
        }
    }

    private static void backward(Model net, Tensor x) {
        Tensor y = net.apply(x, Context.training(SEED));
        y.mul(exact("w", y.shape())).sum().backward();
    }

    /**
     * Against the greatest number: a sum of products of rounded numbers is off by some roundings of its
     * terms, and not by a share of itself. Eight layers in a row are the deepest rows.
     */
    private static void assertClose(Tensor came, Tensor wanted) {
        float[] some = came.detach().toFloats();
        float[] others = wanted.detach().toFloats();
        double scale = 0;
        double squares = 0;
        double off = 0;
        double worst = 0;
        for (int i = 0; i < others.length; i++) {
            scale = Math.max(scale, Math.abs(others[i]));
            squares += (double) others[i] * others[i];
            double difference = Math.abs((double) some[i] - others[i]);
            off += difference * difference;
            worst = Math.max(worst, difference);
        }
        assertThat(worst).as("worst").isLessThanOrEqualTo(16 * ROUNDING * scale);
        assertThat(Math.sqrt(off))
                .as("root mean square")
                .isLessThanOrEqualTo(6 * ROUNDING * Math.sqrt(squares));
    }

    @Test
    void activations_stay_in_bfloat16_between_convolutions() {
        List<String> seen = new ArrayList<>();
        Layer net =
                Layers.sequence(
                        Layers.conv(8, 3),
                        Layers.tap("convolution"),
                        Layers.batchNorm(),
                        Layers.tap("normalised"),
                        Layers.elu(),
                        Layers.dropout(0.5),
                        Layers.tap("dropped"),
                        Layers.maxPool(2, 2),
                        Layers.tap("pooled"),
                        Layers.globalAvgPool(),
                        Layers.tap("mean"),
                        Layers.linear(3),
                        Layers.tap("logits"));
        try (var scope = Scope.open()) {
            Model model =
                    Model.build(net, new Shape.Image(3, 8, 8), SEED, Device.CPU)
                            .computingIn(Precision.BFLOAT16);
            Context pass =
                    Context.training(SEED)
                            .observedBy((name, x) -> seen.add(name + " " + x.dtype()));
            model.apply(exact("x", 2, 3, 8, 8), pass);
            assertThat(pass.precision()).isEqualTo(Precision.FLOAT32);
        }
        assertThat(seen)
                .containsExactly(
                        "convolution BFLOAT16",
                        "normalised BFLOAT16",
                        "dropped BFLOAT16",
                        "pooled BFLOAT16",
                        "mean FLOAT32",
                        "logits FLOAT32");
    }

    @Test
    void only_large_linear_layers_multiply_in_bfloat16() {
        try (var scope = Scope.open()) {
            for (int units : new int[] {128, 1024}) {
                List<DType> seen = new ArrayList<>();
                Layer net = Layers.sequence(Layers.linear(units), Layers.tap("sums"));
                Model model =
                        Model.build(net, new Shape.Vector(128), SEED, Device.CPU)
                                .computingIn(Precision.BFLOAT16);
                model.apply(
                        exact("x", 2, 128),
                        Context.testing(SEED).observedBy((name, x) -> seen.add(x.dtype())));
                assertThat(seen).containsExactly(units == 128 ? DType.FLOAT32 : DType.BFLOAT16);
            }
        }
    }

    /** Autocast keeps rounded weights across updates (../docs/behaviour.md): nothing may be kept here. */
    @Test
    void weights_are_rounded_anew_after_an_update() {
        try (var scope = Scope.open()) {
            Model model =
                    Model.build(Layers.conv(4, 3), new Shape.Image(3, 5, 5), SEED, Device.CPU)
                            .computingIn(Precision.BFLOAT16);
            Tensor x = exact("x", 2, 3, 5, 5);
            float[] before = model.apply(x, Context.testing(SEED)).toFloats();
            model.parameters().values().mulInPlace(2);
            float[] after = model.apply(x, Context.testing(SEED)).toFloats();
            for (int i = 0; i < before.length; i++) {
                assertThat(after[i]).isEqualTo(2 * before[i]);
            }
        }
    }

    /** A weight of 1 and updates of 2⁻¹²: in bfloat16 none of them would change it. */
    @Test
    void updates_that_bfloat16_would_lose_add_up() {
        try (var scope = Scope.open()) {
            Model model =
                    Model.build(Layers.conv(1, 1), new Shape.Image(1, 2, 2), SEED, Device.CPU)
                            .computingIn(Precision.BFLOAT16);
            Tensor weight = model.parameters().value("weight");
            weight.fillInPlace(1);
            for (int step = 0; step < 64; step++) {
                weight.addInPlace(Tensor.full(1.0 / 4096, 1, 1, 1, 1), 1);
            }
            assertThat(weight.toFloats()).containsExactly(1 + 64f / 4096);
            float[] y = model.apply(Tensor.full(1, 1, 1, 2, 2), Context.testing(SEED)).toFloats();
            assertThat(y[0]).isEqualTo(1 + 64f / 4096);
        }
    }

    @Test
    void parameters_in_float64_are_refused() {
        try (var scope = Scope.open()) {
            Model model =
                    Model.build(
                            Layers.linear(2), new Shape.Vector(2), SEED, Device.CPU, DType.FLOAT64);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.computingIn(Precision.BFLOAT16))
                    .withMessageContaining("needs parameters in FLOAT32. Received: FLOAT64. Build");
        }
    }
}
