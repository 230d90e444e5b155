package dev.hearth.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Context;
import dev.hearth.nn.GradientCheck;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.ReferenceCase;
import dev.hearth.nn.Role;
import dev.hearth.nn.Shape;
import dev.hearth.nn.Trial;
import dev.hearth.nn.WeightAxes;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.HeNormal;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightNormTest {

    private static final Seed SEED = new Seed(1);
    private static final double NONE = Double.POSITIVE_INFINITY;

    /**
     * A layer and what it takes.
     *
     * @param layer the letter, without normalisation
     * @param in one example
     */
    record Row(Layer layer, Shape in) {}

    static List<Row> rows() {
        return List.of(
                new Row(new Linear(4), new Shape.Vector(5)),
                new Row(new Conv2d(4, 3).groups(2), new Shape.Image(2, 4, 3)),
                new Row(new TransposedConv2d(4, 3).stride(2).groups(2), new Shape.Image(4, 2, 2)),
                new Row(
                        new Sequence(
                                List.of(new Conv2d(3, 2), new Elu(), new TransposedConv2d(2, 2))),
                        new Shape.Image(2, 3, 3)));
    }

    static Stream<Layer> both(Row row) {
        return Stream.of(GainMode.values()).map(gain -> new WeightNorm(row.layer(), gain, NONE));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void outputs_and_gradients_agree_with_pytorch(int number) {
        try (var scope = Scope.open()) {
            ReferenceCase given = ReferenceCase.all("weight_normalization.json").get(number);
            Tensor x = given.input(0).requireGrad();
            boolean linear = given.op().startsWith("linear");
            Layer inner = linear ? new Linear(4) : new Conv2d(4, 3);
            Shape in =
                    linear
                            ? new Shape.Vector((int) x.size(1))
                            : new Shape.Image((int) x.size(1), (int) x.size(2), (int) x.size(3));
            Model net = Model.build(new WeightNorm(inner), in, SEED, Device.CPU);
            Parameters home = net.parameters();
            home.value("weight.direction").copyInPlace(given.input(1));
            home.value("weight.gain").copyInPlace(given.input(2).flatten(0));
            home.value("bias").copyInPlace(given.input(3));

            Tensor y = net.apply(x, Context.training(SEED));
            y.backward(given.tensor("output_gradient"));
            ReferenceCase.agrees("output", y, given.tensor("output"), 0.1);
            ReferenceCase.agrees("∇x", x.grad().orElseThrow(), given.inputGradient(0), 0.1);
            ReferenceCase.agrees(
                    "∇v", home.gradient("weight.direction"), given.inputGradient(1), 1);
            ReferenceCase.agrees(
                    "∇g", home.gradient("weight.gain"), given.inputGradient(2).flatten(0), 0.1);
            ReferenceCase.agrees("∇b", home.gradient("bias"), given.inputGradient(3), 0.1);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void gradients_agree_with_differences(Row row) {
        both(row).forEach(layer -> GradientCheck.check(layer, row.in(), 3, Context::training));
        GradientCheck.check(new FixedGain(row.layer()), row.in(), 3, Context::training);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void it_begins_as_the_layer_would_and_length_g_is_what_each_unit_has(Row row) {
        both(row)
                .forEach(
                        layer -> {
                            try (var scope = Scope.open()) {
                                Model net = Model.build(layer, row.in(), SEED, Device.CPU);
                                Parameters home = net.parameters();
                                for (Parameters.Entry entry : home.entries()) {
                                    if (entry.role() == Role.DIRECTION) {
                                        checkLengths(home, entry);
                                    }
                                }
                            }
                        });
    }

    /** A twin that adds up squares number by number. */
    private static void checkLengths(Parameters home, Parameters.Entry entry) {
        float[] v = home.value(entry.name()).toFloats();
        String gain = entry.name().replace("direction", "gain");
        double[] squares = new double[(int) home.value(gain).count()];
        WeightAxes units = entry.units();
        for (int i = 0; i < v.length; i++) {
            squares[units.of(i, entry.extents())] += (double) v[i] * v[i];
        }
        float[] g = home.value(gain).toFloats();
        for (int i = 0; i < squares.length; i++) {
            double length = Math.sqrt(squares[i]);
            boolean plain = Math.abs(g[i] - length) < 1e-6 * length;
            boolean logarithm = Math.abs(g[i] - Math.log(length)) < 1e-6;
            assertThat(plain || logarithm).as("%s: ‖v‖ %s, gain %s", entry, length, g[i]).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void a_length_of_one_gives_units_of_length_g_whatever_v_is(Row row) {
        try (var scope = Scope.open()) {
            Model net = Model.build(new WeightNorm(row.layer()), row.in(), SEED, Device.CPU);
            Tensor x = RandomTensors.of(SEED.child("x")).normal(0, 1, row.in().batch(3));
            float[] before = net.apply(x, Context.testing(SEED)).toFloats();
            for (Parameters.Entry entry : net.parameters().entries()) {
                if (entry.role() == Role.DIRECTION) {
                    net.parameters().value(entry.name()).mulInPlace(7);
                }
            }
            float[] after = net.apply(x, Context.testing(SEED)).toFloats();
            for (int i = 0; i < before.length; i++) {
                assertThat(after[i]).isCloseTo(before[i], within(1e-4f));
            }
            assertThat(before).isNotEqualTo(new float[before.length]);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void the_gradient_of_v_is_orthogonal_to_v_so_plain_descent_never_shortens_it(Row row) {
        both(row)
                .forEach(
                        layer -> {
                            try (var scope = Scope.open()) {
                                descend(Model.build(layer, row.in(), SEED, Device.CPU));
                            }
                        });
    }

    private static void descend(Model net) {
        Tensor x = RandomTensors.of(SEED.child("x")).normal(0, 1, net.in().batch(4));
        Parameters home = net.parameters();
        double grown = 0;
        for (int step = 0; step < 20; step++) {
            home.clearGradients();
            net.apply(x, Context.training(SEED)).square().mean().backward();
            for (Parameters.Entry entry : home.entries()) {
                if (entry.role() != Role.DIRECTION) {
                    continue;
                }
                WeightAxes units = entry.units();
                Tensor v = units.apart(home.value(entry.name()));
                Tensor gradient = units.apart(home.gradient(entry.name()));
                Tensor dot = units.sum(v.mul(gradient)).abs();
                Tensor size = units.length(v).mul(units.length(gradient));
                assertThat(dot.sub(size.mul(1e-5)).max().item())
                        .as("∇v·v of %s", entry)
                        .isLessThanOrEqualTo(1e-9);
                Tensor before = units.length(v);
                Tensor after = units.length(v.sub(gradient.mul(0.5)));
                assertThat(after.div(before).min().item()).isGreaterThan(1 - 1e-6);
                grown = Math.max(grown, after.div(before).max().item());
            }
            home.values().addInPlace(home.gradients(), -0.5);
        }
        assertThat(grown).as("v does grow").isGreaterThan(1.0001);
    }

    @Test
    void a_limit_shortens_v_before_a_training_pass_and_changes_no_output() {
        try (var scope = Scope.open()) {
            WeightNorm limited =
                    new WeightNorm(
                            new Linear(4, Bias.YES, new HeNormal(), Constant.ZERO),
                            GainMode.PLAIN,
                            0.75);
            Model net = Model.build(limited, new Shape.Vector(5), SEED, Device.CPU);
            Parameters home = net.parameters();
            Tensor v = home.value("weight.direction");
            v.narrow(0, 0, 1).fillInPlace(0.1);
            v.narrow(0, 1, 3).mulInPlace(9);
            Tensor x = RandomTensors.of(SEED).normal(0, 1, 3, 5);
            float[] long0 = v.toFloats();
            float[] tested = net.apply(x, Context.testing(SEED)).toFloats();
            assertThat(v.toFloats()).as("testing changes nothing").containsExactly(long0);
            float[] short0 = v.narrow(0, 0, 1).toFloats();
            float[] trained = net.apply(x, Context.training(SEED)).toFloats();
            for (int i = 0; i < tested.length; i++) {
                assertThat(trained[i]).isCloseTo(tested[i], within(1e-5f));
            }
            double[] lengths = v.norm(Tensor.Keep.NOTHING, 1).toDoubles();
            assertThat(lengths[0]).isCloseTo(Math.sqrt(0.05), within(1e-6));
            assertThat(v.narrow(0, 0, 1).toFloats()).containsExactly(short0);
            for (int i = 1; i < 4; i++) {
                assertThat(lengths[i]).isCloseTo(0.75, within(1e-6));
            }
        }
    }

    @Test
    void an_examples_output_does_not_depend_on_its_batch() {
        Shape in = new Shape.Image(2, 6, 6);
        Layer net =
                Layers.weightNorm(
                        Layers.sequence(
                                new Conv2d(4, 3), new Elu(), Layers.flatten(), new Linear(3)));
        Layer batchNormed =
                Layers.sequence(new Conv2d(4, 3), new BatchNorm(), Layers.flatten(), new Linear(3));
        assertThat(differenceAlone(net, in)).isLessThan(1e-6);
        assertThat(differenceAlone(batchNormed, in)).as("the check can fail").isGreaterThan(0.01);
    }

    /** How far the first example's output moves with the company it keeps, in training. */
    private static double differenceAlone(Layer layer, Shape in) {
        try (var scope = Scope.open()) {
            Model net = Model.build(layer, in, SEED, Device.CPU);
            Tensor x = RandomTensors.of(SEED.child("x")).normal(0, 1, in.batch(8));
            Tensor all = net.apply(x, Context.training(SEED)).narrow(0, 0, 1);
            Tensor alone = net.apply(x.narrow(0, 0, 1), Context.training(SEED));
            return all.sub(alone).abs().max().item();
        }
    }

    @Test
    void the_weight_is_computed_once_a_pass_and_anew_when_it_must_be() {
        try (var scope = Scope.open()) {
            Parameters[] home = new Parameters[1];
            dev.hearth.nn.Parameter[] weight = new dev.hearth.nn.Parameter[1];
            Layer spy = new Spy(weight);
            Model net = Model.build(new WeightNorm(spy), new Shape.Vector(3), SEED, Device.CPU);
            home[0] = net.parameters();
            Context pass = Context.training(SEED);
            Tensor once = weight[0].in(pass);
            assertThat(weight[0].in(pass)).isSameAs(once);
            assertThat(weight[0].in(Context.training(SEED))).isNotSameAs(once);
            try (var quiet = NoGrad.open()) {
                assertThat(weight[0].in(pass).wantsGrad()).isFalse();
            }
            Tensor recorded = weight[0].in(pass);
            assertThat(recorded.wantsGrad()).isTrue();
            home[0].values().addInPlace(0.5);
            assertThat(weight[0].in(pass)).isNotSameAs(recorded);
            try (var inner = Scope.open()) {
                weight[0].in(Context.testing(SEED));
            }
            Context testing = Context.testing(SEED);
            try (var inner = Scope.open()) {
                weight[0].in(testing);
            }
            assertThat(weight[0].in(testing).isAlive()).isTrue();
        }
    }

    /** Uses its weight twice, as recurrent layers do. */
    private record Spy(dev.hearth.nn.Parameter[] weight) implements Layer {
        @Override
        public Shape out(Shape in) {
            return in;
        }

        @Override
        public Complexity cost(Shape in) {
            return Complexity.NONE;
        }

        @Override
        public dev.hearth.nn.Forward build(Shape in, Parameters home) {
            weight[0] =
                    home.parameter(
                            "weight",
                            Role.WEIGHT,
                            new HeNormal(),
                            new dev.hearth.nn.Fans(3, 3),
                            3,
                            3);
            return (x, pass) -> x.linear(weight[0].in(pass)).tanh().linear(weight[0].in(pass));
        }
    }

    @Test
    void a_weight_that_is_used_twice_gets_both_gradients() {
        GradientCheck.check(
                new WeightNorm(new Spy(new dev.hearth.nn.Parameter[1])),
                new Shape.Vector(3),
                2,
                Context::training);
    }

    @Test
    void it_announces_a_length_for_each_unit() {
        Shape in = new Shape.Image(4, 5, 5);
        Layer conv = new Conv2d(6, 3);
        assertThat(new WeightNorm(conv).cost(in))
                .isEqualTo(conv.cost(in).plus(new Complexity(6, 0, 0)));
        assertThat(new FixedGain(conv).cost(in))
                .isEqualTo(conv.cost(in).plus(new Complexity(0, 6, 0)));
        assertThat(Parameters.planned(new WeightNorm(conv), in).entries())
                .extracting(Parameters.Entry::name)
                .containsExactly("weight.direction", "weight.gain", "bias");
        Layer normed = Layers.sequence(conv, new BatchNorm());
        assertThat(new WeightNorm(normed).cost(in))
                .isEqualTo(normed.cost(in).plus(new Complexity(6, 0, 0)));
    }

    @Test
    void the_inner_of_two_counts() {
        Layer inner = new FixedGain(new Linear(3));
        assertThat(
                        Parameters.planned(
                                        new WeightNorm(Layers.sequence(inner, new Linear(2))),
                                        new Shape.Vector(4))
                                .entries())
                .extracting(Parameters.Entry::name)
                .containsExactly(
                        "0.weight.unscaled",
                        "0.bias",
                        "1.weight.direction",
                        "1.weight.gain",
                        "1.bias");
    }

    @Test
    void it_refuses_a_limit_of_nothing_and_weights_without_a_direction() {
        assertThatThrownBy(() -> new WeightNorm(new Linear(2), GainMode.PLAIN, 0))
                .hasMessage(
                        "WeightNorm needs a limit above 0. Received: limit=0.0. Use"
                                + " Double.POSITIVE_INFINITY for none.");
        Layer zero = new WeightNorm(new Linear(2, Bias.YES, Constant.ZERO, Constant.ZERO));
        assertThatThrownBy(() -> Trial.apply(zero, new Shape.Vector(2), new float[2], null))
                .hasMessage(
                        "WeightNorm needs weights that begin with a direction. Received: a unit of"
                                + " weight with length 0.0 from Constant[value=0.0]. Begin with"
                                + " Normal(0.05).");
    }

    @ParameterizedTest
    @CsvSource({"0, NaN", "1e-18, 3", "1e18, 3", "3e19, 0"})
    void a_unit_has_length_g_where_float32_holds_the_square_of_its_v(float each, float length) {
        try (var scope = Scope.open()) {
            Model net =
                    Model.build(
                            new WeightNorm(new Linear(2)),
                            new Shape.Vector(4),
                            new Seed(1),
                            Device.CPU);
            Tensor v = net.parameters().value("weight.direction");
            v.copyInPlace(new float[] {1, 1, 1, 1, each, each, each, each});
            net.parameters().value("weight.gain").copyInPlace(new float[] {3, 3});
            Tensor x = Tensor.full(0.5, 1, 4);
            float[] y = net.apply(x, Context.testing(new Seed(1))).toFloats();
            assertThat(y[0]).isEqualTo(3, within(1e-5f));
            if (Float.isNaN(length)) {
                assertThat(y[1]).isNaN();
            } else {
                assertThat(y[1]).isEqualTo(length, within(1e-5f));
            }
        }
    }
}
