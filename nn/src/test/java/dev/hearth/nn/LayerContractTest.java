package dev.hearth.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Vocabulary.Row;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.nn.layers.Stages;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every layer owes, whatever it computes. */
class LayerContractTest {

    private static final Seed SEED = new Seed(7);

    static List<Row> rows() {
        return Vocabulary.rows();
    }

    private static Tensor batch(Shape in, long size) {
        return RandomTensors.of(SEED.child("batch").child(size)).normal(0, 1, in.batch(size));
    }

    private static List<Context> passes() {
        return List.of(Context.training(SEED.child("pass")), Context.testing(SEED.child("pass")));
    }

    private static Model network(Row row) {
        return Model.build(row.letter(), row.in(), SEED, Device.CPU);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void announces_the_shape_that_comes_out(Row row) {
        try (var scope = Scope.open()) {
            Model net = network(row);
            Shape out = row.letter().out(row.in());
            for (long size : new long[] {1, 2, 5}) {
                for (Context pass : passes()) {
                    assertThat(net.apply(batch(row.in(), size), pass).shape())
                            .isEqualTo(out.batch(size));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void announces_what_it_declares(Row row) {
        Parameters plan = Parameters.plan();
        row.letter().build(row.in(), plan);
        Complexity cost = row.letter().cost(row.in());
        assertThat(cost.parameters()).isEqualTo(plan.count());
        assertThat(cost.state())
                .isEqualTo(plan.stateEntries().stream().mapToLong(Parameters.Entry::count).sum());
        assertThat(cost.multiplyAdds()).isNotNegative();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void names_its_children_and_can_be_rebuilt_of_them(Row row) {
        Layer layer = row.letter();
        List<ChildLayer> children = layer.children(row.in());
        boolean hasLayers =
                Stream.of(layer.getClass().getRecordComponents())
                        .anyMatch(each -> each.getGenericType().getTypeName().contains("Layer"));
        assertThat(children.isEmpty()).isEqualTo(!hasLayers);
        Layer same = layer.withChildren(children.stream().map(ChildLayer::layer).toList());
        Parameters plan = Parameters.planned(layer, row.in());
        assertThat(Parameters.planned(same, row.in()).entries()).isEqualTo(plan.entries());
        assertThat(
                        same.withChildren(
                                same.children(row.in()).stream().map(ChildLayer::layer).toList()))
                .isEqualTo(same);
        if (children.isEmpty()) {
            return;
        }
        Complexity sum = Complexity.sum(children);
        Complexity cost = layer.cost(row.in());
        assertThat(sum.multiplyAdds()).isEqualTo(cost.multiplyAdds());
        if (layer instanceof Reparametrized) {
            // It learns other arrays in the place of its child's weights.
            return;
        }
        assertThat(sum).isEqualTo(cost);
        List<String> names =
                children.stream()
                        .flatMap(
                                child ->
                                        Parameters.planned(child.layer(), child.in())
                                                .entries()
                                                .stream()
                                                .map(entry -> child.prefix() + entry.name()))
                        .toList();
        assertThat(plan.entries()).extracting(Parameters.Entry::name).isEqualTo(names);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void is_arranged_as_it_says(Row row) {
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Model net = network(row);
            Tensor x = net.input(batch(row.in(), 3));
            float[] whole = net.apply(x, Context.testing(SEED)).toFloats();
            Parameters same = net.parameters().again();
            List<ChildLayer> children = row.letter().children(row.in());
            switch (row.letter().arrangement()) {
                case CHAIN -> {
                    Tensor y = x;
                    for (ChildLayer child : children) {
                        y = child.build(same).apply(y, Context.testing(SEED));
                    }
                    assertThat(y.toFloats()).containsExactly(whole);
                }
                case CONCAT -> {
                    Tensor[] ys = new Tensor[children.size()];
                    for (int i = 0; i < ys.length; i++) {
                        ys[i] = children.get(i).build(same).apply(x, Context.testing(SEED));
                    }
                    assertThat(Tensor.concat(1, ys).toFloats()).containsExactly(whole);
                }
                case WRAPPER -> {
                    assertThat(children).hasSize(1);
                    assertThat(children.get(0).layer().out(row.in()))
                            .isEqualTo(row.letter().out(row.in()));
                }
                case OTHER -> assertThat(row.letter()).isNotInstanceOf(Composite.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void gives_every_parameter_a_gradient(Row row) {
        try (var scope = Scope.open()) {
            Model net = network(row);
            Tensor y = net.apply(batch(row.in(), 5), Context.training(SEED));
            if (net.parameters().entries().isEmpty()) {
                assertThat(y.wantsGrad()).isFalse();
                return;
            }
            y.mul(RandomTensors.of(SEED.child("weights")).normal(0, 1, y.shape())).sum().backward();
            for (Parameters.Entry entry : net.parameters().entries()) {
                assertThat(net.parameters().gradient(entry.name()).abs().max().item())
                        .as("greatest gradient of %s", entry.name())
                        .isPositive();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void gives_its_input_a_gradient(Row row) {
        try (var scope = Scope.open()) {
            Model net = network(row);
            Tensor x = batch(row.in(), 2).requireGrad();
            Tensor y = net.apply(x, Context.training(SEED));
            // Uneven weights: softmax and batch norm have sums that do not move.
            y.mul(RandomTensors.of(SEED.child("weights")).normal(0, 1, y.shape())).sum().backward();
            assertThat(x.grad().orElseThrow().abs().max().item()).isPositive();
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void computes_the_same_from_the_same_seed(Row row) {
        try (var scope = Scope.open()) {
            for (int i = 0; i < passes().size(); i++) {
                float[] once = network(row).apply(batch(row.in(), 3), passes().get(i)).toFloats();
                float[] twice = network(row).apply(batch(row.in(), 3), passes().get(i)).toFloats();
                assertThat(twice).containsExactly(once);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void predicts_for_an_example_what_it_predicts_for_it_alone(Row row) {
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Model net = network(row);
            Tensor x = batch(row.in(), 4);
            List<Supplier<Context>> passes =
                    List.of(
                            () -> Context.predicting(SEED),
                            () -> Context.predicting(SEED).withNoise(),
                            () -> Context.predicting(SEED).withNoise().observedBy((name, t) -> {}));
            for (Supplier<Context> pass : passes) {
                Tensor together = net.apply(x, pass.get());
                for (int i = 0; i < 4; i++) {
                    float[] alone = net.apply(x.narrow(0, i, 1), pass.get()).toFloats();
                    float[] among = together.narrow(0, i, 1).toFloats();
                    for (int j = 0; j < alone.length; j++) {
                        assertThat(among[j]).isCloseTo(alone[j], within(1e-5f));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void leaks_nothing_into_the_scope_around(Row row) {
        try (var run = Scope.open()) {
            Model net = network(row);
            Tensor x = batch(row.in(), 2);
            int before = run.size();
            for (Context pass : passes()) {
                try (var turn = Scope.open()) {
                    net.apply(x, pass);
                    assertThat(run.size()).isEqualTo(before);
                }
            }
            assertThat(run.size()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void computes_the_same_whatever_the_layout_in_memory(Row row) {
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Parameters plan = Parameters.plan();
            row.letter().build(row.in(), plan);
            Forward forward =
                    row.letter().build(row.in(), plan.settle(SEED, Device.CPU, DType.FLOAT32));
            Tensor x = batch(row.in(), 3);
            Tensor other =
                    row.in() instanceof Shape.Image
                            ? x.channelsLast()
                            : x.transpose(0, 1).contiguous().transpose(0, 1);
            for (int i = 0; i < passes().size(); i++) {
                float[] plain = forward.apply(x, passes().get(i)).toFloats();
                float[] turned = forward.apply(other, passes().get(i)).toFloats();
                for (int j = 0; j < plain.length; j++) {
                    assertThat(turned[j])
                            .isCloseTo(plain[j], within(1e-5f * (1 + Math.abs(plain[j]))));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void does_not_change_its_input(Row row) {
        try (var scope = Scope.open()) {
            Model net = network(row);
            Tensor x = batch(row.in(), 2);
            if (row.in() instanceof Shape.Image) {
                x = x.channelsLast();
            }
            float[] before = x.toFloats();
            for (Context pass : passes()) {
                net.apply(x, pass);
                assertThat(x.toFloats()).containsExactly(before);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void refuses_the_wrong_shape_in_three_parts(Row row) {
        if (row.refused().isEmpty()) {
            assertThat(row.letter().out(row.in())).isNotNull();
            return;
        }
        Shape wrong = row.refused().get();
        String threeParts = "(?s)[A-Z].+ needs .+\\. Received: .+\\. .+\\.";
        assertThatThrownBy(() -> row.letter().out(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(threeParts);
        assertThatThrownBy(() -> row.letter().cost(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(threeParts);
        assertThatThrownBy(() -> row.letter().build(wrong, Parameters.plan()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(threeParts);
    }

    @Test
    void equal_letters_are_equal_and_print_alike_and_others_do_not() {
        List<Row> once = Vocabulary.rows();
        List<Row> again = Vocabulary.rows();
        for (int i = 0; i < once.size(); i++) {
            Layer letter = once.get(i).letter();
            Layer twin = again.get(i).letter();
            assertThat(twin).isNotSameAs(letter).isEqualTo(letter).hasSameHashCodeAs(letter);
            assertThat(twin).hasToString(letter.toString());
            assertThat(letter.toString()).startsWith(letter.getClass().getSimpleName());
        }
        Set<Layer> letters = once.stream().map(Row::letter).collect(Collectors.toSet());
        Set<String> prints = letters.stream().map(Layer::toString).collect(Collectors.toSet());
        assertThat(prints).hasSameSizeAs(letters);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void survives_the_journey_as_json(Row row) {
        LayerJson letters = LayerJson.standard();
        String json = letters.write(row.letter());
        Layer same = letters.readLayer(json);
        assertThat(same).isEqualTo(row.letter()).hasSameHashCodeAs(row.letter());
        assertThat(same).hasToString(row.letter().toString());
        assertThat(letters.write(same)).isEqualTo(json);
        assertThat(same.out(row.in())).isEqualTo(row.letter().out(row.in()));
    }

    @Test
    void every_layer_of_the_room_stands_in_the_vocabulary() {
        List<Class<?>> layers = Room.records(Layer.class);
        Set<Class<?>> known =
                Vocabulary.rows().stream()
                        .map(row -> row.letter().getClass())
                        .collect(Collectors.toSet());
        assertThat(layers).hasSizeGreaterThan(25);
        assertThat(layers).as("layers without a line in Vocabulary").allMatch(known::contains);
    }

    /** What {@link #describing_a_net_does_not_load_libtorch} runs in a JVM of its own. */
    static final class Describing {

        private Describing() {}

        public static void main(String[] arguments) {
            for (Row row : Vocabulary.rows()) {
                Parameters plan = Parameters.plan();
                row.letter().build(row.in(), plan);
                System.out.println(Stages.of(row.letter(), row.in(), Stages.Detail.PARTS).text());
            }
            System.out.println("described " + Vocabulary.rows().size());
        }
    }

    @Test
    void describing_a_net_does_not_load_libtorch() throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process =
                new ProcessBuilder(
                                java,
                                "-verbose:class",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Describing.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("described " + Vocabulary.rows().size());
        // JavaCPP's Loader is the only door to native code, and verbose:class names what is loaded.
        assertThat(output).contains("dev.hearth.nn.layers.Conv2d");
        assertThat(output).doesNotContain("org.bytedeco.javacpp.Loader ");
    }
}
