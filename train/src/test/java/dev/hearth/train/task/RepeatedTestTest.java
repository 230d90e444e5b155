package dev.hearth.train.task;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.flatten;
import static dev.hearth.nn.layers.Layers.leakyRelu;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.maxPool;
import static dev.hearth.nn.layers.Layers.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hearth.data.strokes.Strokes;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.Context;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Phase;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.metric.RepeatedError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RepeatedTestTest {

    private static final Seed SEED = new Seed(12);
    private static final DatasetProvider.Sets SETS =
            new DatasetProvider.Sets(Strokes.training(10, SEED), Strokes.test(620, SEED));

    /** Noise in every phase, drawn anew in each pass. */
    record Noise(double size) implements Layer {
        @Override
        public Shape out(Shape in) {
            return in;
        }

        @Override
        public Complexity cost(Shape in) {
            return Complexity.NONE;
        }

        @Override
        public Forward build(Shape in, Parameters home) {
            return (x, pass) -> x.add(pass.chance().normal(0, size, x.shape()));
        }
    }

    /** Counts how often it is applied. */
    record Counted(List<Phase> calls) implements Layer {
        @Override
        public Shape out(Shape in) {
            return in;
        }

        @Override
        public Complexity cost(Shape in) {
            return Complexity.NONE;
        }

        @Override
        public Forward build(Shape in, Parameters home) {
            return (x, pass) -> {
                calls.add(pass.phase());
                return x;
            };
        }
    }

    private static Layer net(List<Phase> calls) {
        return sequence(
                sequence(maxPool(4, 4), conv(4, 3), leakyRelu(0.333), new Counted(calls)),
                new Noise(0.5),
                flatten(),
                linear(10));
    }

    private static Map<String, Double> look(Layer layer, RepeatedTest test) {
        try (var run = Scope.open()) {
            Model net = Model.build(layer, new Shape.Image(1, 28, 28), SEED, Device.CPU);
            Map<String, Double> figures = new TreeMap<>(test.look(net, SETS, SEED.child("look")));
            assertThat(figures.remove("repeatedTestSeconds")).isPositive();
            return figures;
        }
    }

    @Test
    void computing_the_beginning_once_changes_no_figure_and_saves_its_passes() {
        List<Phase> once = new ArrayList<>();
        List<Phase> always = new ArrayList<>();
        List<Integer> counts = List.of(1, 3, 7);
        Map<String, Double> quick =
                look(net(once), new RepeatedTest(counts, 0, RepeatedTest.Beginning.ONCE));
        Map<String, Double> slow =
                look(net(always), new RepeatedTest(counts, 0, RepeatedTest.Beginning.EVERY_PASS));
        assertThat(quick).isEqualTo(slow);
        assertThat(quick).containsEntry("stillLinks", 4.0);
        assertThat(quick.get("passDeviation")).isPositive();
        assertThat(quick.get("averagedError7")).isNotEqualTo(quick.get("averagedError1"));
        // Three batches of 620 images, and once to see what draws.
        assertThat(once).hasSize(3 + 1).containsOnly(Phase.TESTING);
        assertThat(always).hasSize(3 * 7 + 1);
    }

    @Test
    void the_figures_are_those_of_whole_passes_of_the_net() {
        int passes = 5;
        Map<String, Double> figures =
                look(
                        net(new ArrayList<>()),
                        new RepeatedTest(List.of(1, passes), 250, RepeatedTest.Beginning.ONCE));
        try (var run = Scope.open()) {
            Model net =
                    Model.build(
                            net(new ArrayList<>()), new Shape.Image(1, 28, 28), SEED, Device.CPU);
            RepeatedError repeats = new RepeatedError(List.of(1, passes), 10);
            float[] images = new float[250 * 784];
            int[] labels = new int[250];
            for (int i = 0; i < 250; i++) {
                SETS.testing().read(i, images, 784 * i);
                labels[i] = SETS.testing().label(i);
            }
            Tensor x = Tensor.of(images, 250, 1, 28, 28);
            RepeatedError.Tally tally = repeats.batch(labels);
            for (int p = 0; p < passes; p++) {
                Seed seed = SEED.child("look").child(0).child(p);
                tally.add(net.apply(x, Context.testing(seed)).softmax(1).toFloats());
            }
            assertThat(figures).containsAllEntriesOf(repeats.figures());
        }
    }

    @Test
    void a_net_that_draws_nothing_is_computed_once() {
        List<Phase> calls = new ArrayList<>();
        Layer still = sequence(maxPool(4, 4), new Counted(calls), flatten(), linear(10));
        Map<String, Double> figures =
                look(still, new RepeatedTest(List.of(1, 9), 300, RepeatedTest.Beginning.ONCE));
        assertThat(calls).hasSize(2 + 1);
        assertThat(figures)
                .containsEntry("passDeviation", 0.0)
                .containsEntry("averagedError9", figures.get("averagedError1"))
                .containsEntry("votedError9", figures.get("averagedError1"));
    }

    @Test
    void draws_hang_on_the_seed_alone() {
        RepeatedTest test = new RepeatedTest(List.of(1), 0, RepeatedTest.Beginning.ONCE);
        try (var run = Scope.open()) {
            Model net =
                    Model.build(
                            net(new ArrayList<>()), new Shape.Image(1, 28, 28), SEED, Device.CPU);
            Map<String, Double> one = test.look(net, SETS, new Seed(1));
            Map<String, Double> two = test.look(net, SETS, new Seed(2));
            assertThat(one.get("averagedError1")).isNotEqualTo(two.get("averagedError1"));
            assertThat(test.look(net, SETS, new Seed(1)).get("averagedError1"))
                    .isEqualTo(one.get("averagedError1"));
        }
    }

    @Test
    void counts_that_do_not_rise_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RepeatedTest(List.of(), 0, RepeatedTest.Beginning.ONCE))
                .withMessageStartingWith("Repeats needs counts");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RepeatedTest(List.of(1), -1, RepeatedTest.Beginning.ONCE))
                .withMessage(
                        "RepeatedTest needs a count of examples of at least 0. Received: -1. Use 0"
                                + " for all.");
    }
}
