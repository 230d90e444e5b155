package dev.hearth.zoo.elu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.LeakyRelu;
import dev.hearth.nn.layers.Relu;
import dev.hearth.nn.layers.ShiftedRelu;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The layer contract, for whole nets: what each owes, whatever it computes. */
class EluNetContractTest {

    private static final Seed SEED = new Seed(3);
    private static final Shape MNIST = new Shape.Image(1, 28, 28);
    private static final Shape CIFAR = new Shape.Image(3, 32, 32);
    private static final List<Double> DROPS = List.of(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.0);

    /**
     * A net of the zoo and a shape that it takes.
     *
     * @param net the letter
     * @param in one example
     */
    record Row(Layer net, Shape in) {
        @Override
        public String toString() {
            return net + " on " + in;
        }
    }

    /** Nets that take a blink. */
    static List<Row> light() {
        return List.of(
                new Row(new EluMnist(8, 128, 10, new Elu()), MNIST),
                new Row(new EluMnist(5, 256, 10, new Relu()), new Shape.Vector(784)),
                new Row(new EluAutoencoder(784, new ShiftedRelu()), MNIST),
                new Row(new EluCifar11(4, 100, new Elu(), Normalization.NONE), CIFAR),
                new Row(new EluCifar11(16, 10, new LeakyRelu(), Normalization.BATCH), CIFAR));
    }

    /** The pyramid sees to it that this one takes a small image. */
    private static final Row IMAGENET =
            new Row(new EluImageNet(10, 2, new Elu()), new Shape.Image(3, 32, 48));

    /** All that fit into a few seconds. */
    static List<Row> usual() {
        List<Row> rows = new ArrayList<>(light());
        rows.add(new Row(new EluCifar18(10, new Elu(), DROPS), CIFAR));
        return rows;
    }

    static List<Row> all() {
        List<Row> rows = new ArrayList<>(usual());
        rows.add(IMAGENET);
        return rows;
    }

    @Test
    @Tag("long")
    void a_step_of_the_imagenet_net_reaches_each_of_its_140_million_parameters() {
        a_step_of_training_reaches_every_parameter_and_lessens_the_loss(IMAGENET);
    }

    private static Tensor batch(Shape in, long size) {
        return RandomTensors.of(SEED.child("batch").child(size)).normal(0, 1, in.batch(size));
    }

    private static Model network(Row row) {
        return Model.build(row.net(), row.in(), SEED, Device.CPU);
    }

    @ParameterizedTest
    @MethodSource("usual")
    void a_step_of_training_reaches_every_parameter_and_lessens_the_loss(Row row) {
        try (var run = Scope.open()) {
            Model net = network(row);
            Parameters home = net.parameters();
            assertThat(home.count()).isEqualTo(row.net().cost(row.in()).parameters());
            Tensor x = batch(row.in(), 4);
            Tensor aim = batch(row.net().out(row.in()), 4);
            double before;
            try (var turn = Scope.open()) {
                Tensor y = net.apply(x, Context.training(SEED));
                assertThat(y.shape()).isEqualTo(row.net().out(row.in()).batch(4));
                Tensor loss = y.sub(aim).square().mean();
                before = loss.item();
                loss.backward();
                for (Parameters.Entry entry : home.entries()) {
                    assertThat(home.gradient(entry.name()).abs().max().item())
                            .as("greatest gradient of %s", entry.name())
                            .isPositive()
                            .isFinite();
                }
                try (var quiet = NoGrad.open()) {
                    // A step down the slope that is short enough for a straight line to hold.
                    double steepness = home.gradients().square().sum().item();
                    home.values().addInPlace(home.gradients(), -1e-3 * before / steepness);
                }
                double after = net.apply(x, Context.training(SEED)).sub(aim).square().mean().item();
                assertThat(after).isLessThan(before);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("light")
    void announces_the_shape_that_comes_out(Row row) {
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Model net = network(row);
            Shape out = row.net().out(row.in());
            for (long size : new long[] {1, 3}) {
                assertThat(net.apply(batch(row.in(), size), Context.testing(SEED)).shape())
                        .isEqualTo(out.batch(size));
            }
            assertThat(net.apply(batch(row.in(), 2), Context.training(SEED)).shape())
                    .isEqualTo(out.batch(2));
        }
    }

    @ParameterizedTest
    @MethodSource("light")
    void the_same_seed_gives_the_same_numbers_and_another_gives_others(Row row) {
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Tensor x = batch(row.in(), 2);
            float[] once = network(row).apply(x, Context.training(SEED)).toFloats();
            float[] twice = network(row).apply(x, Context.training(SEED)).toFloats();
            assertThat(twice).containsExactly(once);
            float[] other =
                    Model.build(row.net(), row.in(), new Seed(4), Device.CPU)
                            .apply(x, Context.training(SEED))
                            .toFloats();
            assertThat(other).isNotEqualTo(once);
        }
    }

    @ParameterizedTest
    @MethodSource("light")
    void leaves_nothing_in_the_scope_around_and_its_input_as_it_was(Row row) {
        try (var run = Scope.open()) {
            Model net = network(row);
            Tensor x = batch(row.in(), 2);
            float[] before = x.toFloats();
            int held = run.size();
            for (int i = 0; i < 3; i++) {
                try (var turn = Scope.open()) {
                    net.apply(x, Context.training(SEED)).square().sum().backward();
                }
                assertThat(run.size()).isEqualTo(held);
            }
            assertThat(x.toFloats()).containsExactly(before);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void travels_as_json(Row row) {
        LayerJson letters =
                LayerJson.standard()
                        .with(
                                EluMnist.class,
                                EluAutoencoder.class,
                                EluCifar11.class,
                                EluCifar18.class,
                                EluImageNet.class);
        Layer same = letters.readLayer(letters.write(row.net()));
        assertThat(same).isEqualTo(row.net()).hasToString(row.net().toString());
        assertThat(same.cost(row.in())).isEqualTo(row.net().cost(row.in()));
    }

    @Test
    void every_net_of_the_room_stands_in_this_contract() throws Exception {
        Path classes =
                Path.of(EluMnist.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Set<Class<?>> known =
                all().stream().map(row -> row.net().getClass()).collect(Collectors.toSet());
        List<Class<?>> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(classes.resolve("dev/hearth/zoo/elu"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                String name = file.getFileName().toString().replace(".class", "");
                if (!name.endsWith("-info")) {
                    Class<?> type = Class.forName("dev.hearth.zoo.elu." + name);
                    if (type.isRecord() && Layer.class.isAssignableFrom(type)) {
                        found.add(type);
                    }
                }
            }
        }
        assertThat(found).hasSizeGreaterThan(4).allMatch(known::contains);
    }
}
