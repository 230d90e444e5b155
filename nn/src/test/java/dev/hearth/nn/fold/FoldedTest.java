package dev.hearth.nn.fold;

import static dev.hearth.nn.layers.Layers.batchNorm;
import static dev.hearth.nn.layers.Layers.concat;
import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.dropout;
import static dev.hearth.nn.layers.Layers.elu;
import static dev.hearth.nn.layers.Layers.fixedCountDropout;
import static dev.hearth.nn.layers.Layers.flatten;
import static dev.hearth.nn.layers.Layers.gaussianNoise;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.leakyRelu;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.maxPool;
import static dev.hearth.nn.layers.Layers.meanOnlyBatchNorm;
import static dev.hearth.nn.layers.Layers.named;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.repeat;
import static dev.hearth.nn.layers.Layers.residual;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.nn.layers.Layers.transposedConv;
import static dev.hearth.nn.layers.Layers.weightNorm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Arrangement;
import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.Context;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.nn.layers.FixedGain;
import dev.hearth.nn.layers.GainMode;
import dev.hearth.nn.layers.TransposedConv2d;
import dev.hearth.nn.layers.WeightNorm;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FoldedTest {

    private static final Seed SEED = new Seed(6);
    private static final Shape IMAGE = new Shape.Image(4, 8, 8);
    private static final Shape VECTOR = new Shape.Vector(12);

    /**
     * A net, and how it prints when it is folded.
     *
     * @param layer the letter
     * @param in one example
     * @param norms that are left
     */
    record Row(Layer layer, Shape in, int norms) {
        @Override
        public String toString() {
            return layer + " on " + in;
        }
    }

    static List<Row> rows() {
        Layer unit = sequence(weightNorm(conv(4, 3).noBias()), meanOnlyBatchNorm(), elu());
        return List.of(
                new Row(sequence(conv(6, 3), batchNorm(), elu()), IMAGE, 0),
                new Row(sequence(conv(6, 3).noBias().groups(2), batchNorm()), IMAGE, 0),
                new Row(sequence(linear(5), meanOnlyBatchNorm()), VECTOR, 0),
                new Row(weightNorm(linear(5)), VECTOR, 0),
                new Row(new FixedGain(conv(5, 3)), IMAGE, 0),
                new Row(unit, IMAGE, 0),
                new Row(
                        sequence(
                                gaussianNoise(0.2),
                                named("stem", unit),
                                repeat(2, sequence(unit, dropout(0.5))),
                                residual(0.5, sequence(unit, conv(4, 1), batchNorm())),
                                maxPool(2, 2),
                                flatten(),
                                weightNorm(linear(3)),
                                batchNorm()),
                        IMAGE,
                        0),
                new Row(
                        sequence(
                                concat(
                                        conv(2, 3),
                                        named("b", sequence(elu(), new FixedGain(conv(3, 1))))),
                                dropout(0.1),
                                batchNorm()),
                        IMAGE,
                        0),
                new Row(
                        new WeightNorm(
                                sequence(
                                        transposedConv(6, 3, 2).groups(2),
                                        batchNorm(),
                                        leakyRelu(0.1),
                                        globalAvgPool(),
                                        weightNorm(linear(4)),
                                        new FixedGain(linear(3))),
                                GainMode.EXPONENTIAL,
                                0.5),
                        IMAGE,
                        0),
                new Row(sequence(batchNorm(), conv(3, 3), elu(), batchNorm()), IMAGE, 2),
                new Row(sequence(concat(conv(2, 3), maxPool(1, 1)), batchNorm()), IMAGE, 1),
                new Row(sequence(residual(conv(4, 3)), batchNorm()), IMAGE, 1),
                new Row(sequence(conv(3, 3), batchNorm(), batchNorm()), IMAGE, 0));
    }

    /** A net with figures in it that are not those of the beginning. */
    private static Model used(Layer layer, Shape in) {
        Model net = Model.build(layer, in, SEED, Device.CPU);
        Tensor values = net.parameters().values();
        values.addInPlace(RandomTensors.of(SEED.child("values")).normal(0, 0.1, values.shape()), 1);
        try (var quiet = NoGrad.open()) {
            for (int i = 0; i < 3; i++) {
                Tensor x = RandomTensors.of(SEED.child(i)).normal(0.5, 2, in.batch(6));
                net.apply(x, Context.training(SEED.child(i)));
            }
        }
        return net;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void folded_equals_unfolded(Row row) {
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Model net = used(row.layer(), row.in());
            Folded folded = Folded.of(net.layer(), net.in(), net.arrays());
            Model fast = Model.of(folded.layer(), net.in(), folded.arrays(), Device.CPU);
            Tensor x = RandomTensors.of(SEED.child("x")).normal(0, 1, row.in().batch(5));
            float[] wanted = net.apply(x, Context.testing(SEED)).toFloats();
            float[] came = fast.apply(x, Context.testing(SEED)).toFloats();
            float size = 0;
            for (float value : wanted) {
                size = Math.max(size, Math.abs(value));
            }
            assertThat(came).hasSameSizeAs(wanted);
            for (int i = 0; i < came.length; i++) {
                assertThat(came[i]).isCloseTo(wanted[i], within(1e-5f * size));
            }
            String json = LayerJson.standard().write(folded.layer());
            assertThat(json.split("BatchNorm\"", -1)).hasSize(row.norms() + 1);
            assertThat(json)
                    .doesNotContain("WeightNorm\"")
                    .doesNotContain("FixedGain\"")
                    .doesNotContain("Dropout\"");
            assertThat(fast.arrays()).containsOnlyKeys(folded.arrays().keySet());
        }
    }

    /** Its features are weaker when testing, where the other dropouts leave them alone. */
    @Test
    void a_dropout_of_an_exact_count_stays() {
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Layer layer = sequence(linear(5), fixedCountDropout(0.25), fixedCountDropout(0));
            Model net = used(layer, VECTOR);
            Folded folded = Folded.of(layer, VECTOR, net.arrays());
            assertThat(folded.layer()).isEqualTo(sequence(linear(5), fixedCountDropout(0.25)));
            Model fast = Model.of(folded.layer(), VECTOR, folded.arrays(), Device.CPU);
            Tensor x = RandomTensors.of(SEED.child("x")).normal(0, 1, VECTOR.batch(5));
            assertThat(fast.apply(x, Context.testing(SEED)).toFloats())
                    .containsExactly(net.apply(x, Context.testing(SEED)).toFloats());
        }
    }

    @Test
    void the_numbers_are_those_of_the_formula() {
        Map<String, float[]> arrays = new TreeMap<>();
        arrays.put("0.weight.direction", new float[] {3, 4, 6, 8});
        arrays.put("0.weight.gain", new float[] {10, -5});
        arrays.put("1.shift", new float[] {1, 2});
        arrays.put("1.mean", new float[] {0.5f, -1});
        Folded folded =
                Folded.of(
                        sequence(
                                weightNorm(
                                        new dev.hearth.nn.layers.Linear(
                                                2,
                                                dev.hearth.nn.layers.Bias.NO,
                                                new dev.hearth.nn.init.HeNormal(),
                                                dev.hearth.nn.init.Constant.ZERO)),
                                meanOnlyBatchNorm()),
                        new Shape.Vector(2),
                        arrays);
        assertThat(folded.layer()).isEqualTo(sequence(linear(2)));
        assertThat(folded.arrays()).containsOnlyKeys("0.weight", "0.bias");
        assertThat(folded.arrays().get("0.weight")).containsExactly(6, 8, -3, -4);
        assertThat(folded.arrays().get("0.bias")).containsExactly(0.5f, 3);
    }

    @Test
    void a_transposed_convolution_in_groups_is_folded_unit_by_unit() {
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Layer layer =
                    sequence(new TransposedConv2d(6, 3).stride(2).groups(2).noBias(), batchNorm());
            Model net = used(layer, IMAGE);
            Folded folded = Folded.of(layer, IMAGE, net.arrays());
            assertThat(folded.layer())
                    .isEqualTo(sequence(new TransposedConv2d(6, 3).stride(2).groups(2)));
        }
    }

    @Test
    void missing_and_strange_arrays_are_refused() {
        assertThatThrownBy(() -> Folded.of(sequence(linear(2)), new Shape.Vector(2), Map.of()))
                .hasMessage(
                        "Folding needs the arrays that a net has. Received: none for weight of "
                                + linear(2)
                                + ", which has 4. Take them from Model.arrays().");
        try (var scope = Scope.open()) {
            assertThatThrownBy(
                            () ->
                                    Model.of(
                                            linear(2),
                                            new Shape.Vector(2),
                                            Map.of("weight", new float[4]),
                                            Device.CPU))
                    .hasMessage(
                            "A net needs the arrays that it declares. Received: others, which differ"
                                    + " in [bias]. Take them from Model.arrays() of the same"
                                    + " layer.");
            assertThatThrownBy(
                            () ->
                                    Model.of(
                                            linear(2),
                                            new Shape.Vector(2),
                                            Map.of("weight", new float[4], "bias", new float[3]),
                                            Device.CPU))
                    .hasMessageStartingWith(
                            "A net needs arrays of its own lengths. Received: 3 numbers for bias");
        }
    }

    /** A combinator that the library does not know: body(x)². */
    record Squared(Layer body) implements Layer {
        @Override
        public Shape out(Shape in) {
            return body.out(in);
        }

        @Override
        public Complexity cost(Shape in) {
            return body.cost(in);
        }

        @Override
        public Forward build(Shape in, Parameters parameters) {
            Forward inner = children(in).get(0).build(parameters);
            return (x, pass) -> inner.apply(x, pass).square();
        }

        @Override
        public List<ChildLayer> children(Shape in) {
            return List.of(new ChildLayer("root", body, in));
        }

        @Override
        public Layer withChildren(List<Layer> layers) {
            return new Squared(layers.get(0));
        }
    }

    @Test
    void a_combinator_of_another_project_is_folded_inside_and_takes_no_normalisation() {
        try (var scope = Scope.open()) {
            Layer body = weightNorm(sequence(conv(3, 3), batchNorm(), dropout(0.5)));
            Layer layer = sequence(named("a", new Squared(body)), batchNorm());
            Model net = Model.build(layer, IMAGE, SEED, Device.CPU);
            Folded folded = Folded.of(net.layer(), IMAGE, net.arrays());
            assertThat(folded.layer())
                    .isEqualTo(
                            sequence(named("a", new Squared(sequence(conv(3, 3)))), batchNorm()));
            Model plain = Model.of(folded.layer(), IMAGE, folded.arrays(), Device.CPU);
            Tensor x = RandomTensors.of(SEED).normal(0, 1, IMAGE.batch(2));
            float[] wanted = net.apply(x, Context.testing(SEED)).toFloats();
            float[] came = plain.apply(x, Context.testing(SEED)).toFloats();
            for (int i = 0; i < wanted.length; i++) {
                assertThat(came[i]).isCloseTo(wanted[i], within(1e-5f * (1 + Math.abs(wanted[i]))));
            }
        }
    }

    /** A chain whose parts' parameters are its own: a convolution and a ReLU. */
    record ConvRelu(Layer conv) implements Layer {
        @Override
        public Shape out(Shape in) {
            return conv.out(in);
        }

        @Override
        public Complexity cost(Shape in) {
            return conv.cost(in);
        }

        @Override
        public Forward build(Shape in, Parameters parameters) {
            Forward sums = conv.build(in, parameters);
            return (x, pass) -> sums.apply(x, pass).relu();
        }

        @Override
        public List<ChildLayer> children(Shape in) {
            return List.of(new ChildLayer("", conv, in), new ChildLayer("", relu(), conv.out(in)));
        }

        @Override
        public Arrangement arrangement() {
            return Arrangement.CHAIN;
        }

        @Override
        public Layer withChildren(List<Layer> layers) {
            return new ConvRelu(layers.get(0));
        }
    }

    @Test
    void a_chain_of_parts_without_names_keeps_them_all() {
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Model net = Model.build(new ConvRelu(conv(3, 3)), IMAGE, SEED, Device.CPU);
            Folded folded = Folded.of(net.layer(), IMAGE, net.arrays());
            assertThat(folded.layer()).isEqualTo(sequence(conv(3, 3), relu()));
            Model plain = Model.of(folded.layer(), IMAGE, folded.arrays(), Device.CPU);
            Tensor x = RandomTensors.of(SEED).normal(0, 1, IMAGE.batch(2));
            assertThat(plain.apply(x, Context.testing(SEED)).toFloats())
                    .containsExactly(net.apply(x, Context.testing(SEED)).toFloats());
        }
    }
}
