package org.example;

import static dev.hearth.nn.layers.Layers.concat;
import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.elu;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.repeat;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.BadDataException;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.Composite;
import dev.hearth.nn.Context;
import dev.hearth.nn.Fans;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameter;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Role;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.nn.init.Constant;
import dev.hearth.onnx.OnnxConverters;
import dev.hearth.onnx.OnnxModel;
import dev.hearth.onnx.OnnxNet;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Another project exports its own layers, with nothing but the public API. */
class OwnLayersExportTest {

    private static final Seed SEED = new Seed(8);
    private static final Shape IN = new Shape.Image(3, 8, 8);

    /** y = x·σ(βx) with a learned β (Ramachandran et al. 2017). */
    record Swish(double start) implements Layer {

        @Override
        public Shape out(Shape in) {
            return in;
        }

        @Override
        public Complexity cost(Shape in) {
            return new Complexity(1, 0, 0);
        }

        @Override
        public Forward build(Shape in, Parameters parameters) {
            Parameter beta =
                    parameters.parameter(
                            "beta", Role.SLOPE, new Constant(start), new Fans(1, 1), 1);
            return (x, context) -> x.mul(beta.in(context)).sigmoid().mul(x);
        }
    }

    /** y = x·σ(gate(x)): a layer with a child. */
    record Gated(Layer gate) implements Layer {

        @Override
        public Shape out(Shape in) {
            return gate.out(in);
        }

        @Override
        public Complexity cost(Shape in) {
            return gate.cost(in);
        }

        @Override
        public Forward build(Shape in, Parameters parameters) {
            Forward inner = gate.build(in, parameters.scope("gate"));
            return (x, context) -> x.mul(inner.apply(x, context).sigmoid());
        }
    }

    /** A block that stands for other layers: it needs no converter. */
    record Stem(int filters) implements Composite {

        @Override
        public Layer body() {
            return sequence(conv(filters, 3), elu(), concat(conv(2, 1), conv(2, 3)));
        }
    }

    private static final OnnxConverters CONVERTERS =
            OnnxConverters.standard()
                    .with(
                            Swish.class,
                            (swish, context, x) -> {
                                String beta = context.parameter("beta", 1);
                                String scaled = context.node("Mul", List.of(x, beta));
                                String gate = context.node("Sigmoid", List.of(scaled));
                                return context.node("Mul", List.of(x, gate));
                            })
                    .with(
                            Gated.class,
                            (gated, context, x) -> {
                                String y = context.child("gate", gated.gate(), context.in(), x);
                                String gate = context.node("Sigmoid", List.of(y));
                                return context.node("Mul", List.of(x, gate));
                            });

    private static Model model(Layer layer) {
        Model model = Model.build(layer, IN, SEED, Device.CPU);
        try (var scope = Scope.open();
                var noGrad = NoGrad.open()) {
            Tensor values = model.parameters().values();
            values.addInPlace(RandomTensors.of(SEED).normal(0, 0.1, values.shape()), 1);
        }
        return model;
    }

    private static OnnxModel export(Model model, OnnxConverters converters) {
        Folded folded = Folded.of(model.layer(), IN, model.arrays());
        return OnnxModel.of("own", folded, IN, Map.of(), converters);
    }

    private static void assertSameAnswers(Layer layer, OnnxConverters converters) {
        try (var scope = Scope.open();
                var noGrad = NoGrad.open()) {
            Model model = model(layer);
            Tensor x = RandomTensors.of(SEED.child("x")).normal(0, 1, IN.batch(5));
            float[] wanted = model.apply(x, Context.testing(SEED)).toFloats();
            try (OnnxNet net = OnnxNet.open(export(model, converters).bytes(), 2)) {
                float[] came = net.apply(x.toFloats(), IN.batch(5));
                assertThat(came).hasSameSizeAs(wanted);
                for (int i = 0; i < came.length; i++) {
                    assertThat(came[i]).isCloseTo(wanted[i], within(1e-5f));
                }
            }
        }
    }

    @Test
    void a_layer_of_ones_own_is_exported_by_its_converter() {
        assertSameAnswers(
                sequence(conv(4, 3), new Swish(1.5), globalAvgPool(), linear(3), new Swish(0.5)),
                CONVERTERS);
    }

    @Test
    void a_converter_hands_a_child_to_the_child_s_converter() {
        Layer gate = sequence(conv(3, 3), new Swish(1), new Gated(new Gates(3)));
        assertSameAnswers(sequence(new Gated(gate), repeat(2, new Gated(conv(3, 1)))), CONVERTERS);
    }

    /** A composite inside a layer that folding does not look into. */
    record Gates(int features) implements Composite {

        @Override
        public Layer body() {
            return repeat(2, sequence(conv(features, 1), relu()));
        }
    }

    @Test
    void a_composite_is_exported_through_its_body() {
        Layer net = sequence(new Stem(5), globalAvgPool(), linear(3));
        assertSameAnswers(net, OnnxConverters.standard());
        try (var scope = Scope.open()) {
            Model model = model(net);
            Folded folded = Folded.of(net, IN, model.arrays());
            assertThat(OnnxModel.of("own", folded, IN, Map.of()).operators())
                    .containsEntry("Conv", 3);
        }
    }

    @Test
    void a_converter_of_ones_own_replaces_the_standard_one() {
        OnnxConverters other =
                OnnxConverters.standard()
                        .with(
                                relu().getClass(),
                                (relu, context, x) ->
                                        context.node(
                                                "Max", List.of(x, context.constant("zero", 0f))));
        assertSameAnswers(sequence(conv(4, 3), relu()), other);
        try (var scope = Scope.open()) {
            assertThat(export(model(sequence(conv(4, 3), relu())), other).operators())
                    .containsKey("Max")
                    .doesNotContainKey("Relu");
        }
    }

    @Test
    void a_layer_without_a_converter_is_refused_with_its_place_and_the_remedy() {
        try (var scope = Scope.open()) {
            Model model = model(sequence(conv(4, 3), new Swish(1)));
            assertThatThrownBy(() -> export(model, OnnxConverters.standard()))
                    .isInstanceOf(BadDataException.class)
                    .hasMessage(
                            "An ONNX export needs a converter for each layer. Received: no"
                                    + " converter for Swish[start=1.0] at 1. Add one with"
                                    + " OnnxConverters.with(Swish.class, …), or use another layer.");
        }
    }

    @Test
    void what_a_converter_does_wrong_is_said_where_it_does_it() {
        try (var scope = Scope.open()) {
            Model model = model(sequence(conv(4, 3), new Swish(1)));
            assertThatThrownBy(
                            () ->
                                    export(
                                            model,
                                            CONVERTERS.with(
                                                    Swish.class,
                                                    (s, context, x) ->
                                                            context.parameter("slope", 1))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "A converter needs the name of a parameter of its layer. Received:"
                                    + " slope at 1. Use one of [beta].");
            assertThatThrownBy(
                            () ->
                                    export(
                                            model,
                                            CONVERTERS.with(
                                                    Swish.class,
                                                    (s, context, x) ->
                                                            context.parameter("beta", 4))))
                    .hasMessage(
                            "A parameter's extents multiply to its count of numbers. Received: [4]"
                                    + " for beta at 1, which has 1. Give the extents that the layer"
                                    + " declares.");
            assertThatThrownBy(
                            () ->
                                    export(
                                            model,
                                            CONVERTERS.with(
                                                    Swish.class, (s, context, x) -> "swish")))
                    .hasMessage(
                            "A converter returns the name of a value of the graph. Received: swish"
                                    + " of the converter for Swish[start=1.0] at 1. Return what"
                                    + " context.node(…) returned.");
        }
    }
}
