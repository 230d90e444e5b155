package dev.hearth.zoo.fmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.GrahamUniform;
import dev.hearth.nn.init.HeNormal;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.nn.layers.Conv2d;
import dev.hearth.nn.layers.FixedCountDropout;
import dev.hearth.nn.layers.FractionalMaxPool2d;
import dev.hearth.nn.layers.IncrementDraw;
import dev.hearth.nn.layers.LeakyRelu;
import dev.hearth.nn.layers.MaxPool2d;
import dev.hearth.nn.layers.RegionConvention;
import dev.hearth.nn.layers.RegionOverlap;
import dev.hearth.nn.layers.Relu;
import dev.hearth.nn.layers.Stages;
import dev.hearth.nn.layers.StochasticPool2d;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.zoo.fmp.FmpNets.Halving;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FmpNetTest {

    private static final Seed SEED = new Seed(9);
    private static final FmpNet MNIST =
            FmpNets.mnist(32, RegionOverlap.OVERLAPPING, IncrementDraw.RANDOM);

    private static Complexity cost(FmpNet net, int channels) {
        return net.cost(net.in(channels));
    }

    /** Counted by hand, level by level, from the rule alone. */
    private static Complexity counted(
            int k, int levels, List<Integer> sides, int channels, int classes) {
        long parameters = 0;
        long products = 0;
        int in = channels;
        for (int n = 1; n <= levels + 2; n++) {
            long area = n == levels + 2 ? 1 : 4;
            int side = n == levels + 2 ? 1 : sides.get(2 * n - 1);
            parameters += area * in * k * n + (long) k * n;
            products += area * in * k * n * side * side;
            in = k * n;
        }
        return new Complexity(
                parameters + (long) in * classes + classes, 0, products + (long) in * classes);
    }

    @Test
    void the_published_nets_have_their_counts() {
        assertThat(cost(MNIST, 1)).isEqualTo(new Complexity(519_946, 0, 20_369_024));
        assertThat(cost(FmpNets.cifar100(RegionOverlap.DISJOINT, IncrementDraw.RANDOM), 3))
                .isEqualTo(new Complexity(12_770_212, 0, 2_379_061_504L));
        assertThat(cost(FmpNets.cifar10(), 3))
                .isEqualTo(new Complexity(79_247_530, 0, 14_843_687_680L));
        assertThat(cost(FmpNets.assamese(), 1))
                .isEqualTo(new Complexity(2_010_487, 0, 610_085_632));
        assertThat(cost(FmpNets.mnist(8, RegionOverlap.DISJOINT, IncrementDraw.PSEUDORANDOM), 1))
                .isEqualTo(new Complexity(33_226, 0, 1_302_944));
    }

    @Test
    void the_counts_follow_from_the_rule() {
        List<Integer> sides = FmpNotation.parse(MNIST.notation()).sides();
        assertThat(cost(MNIST, 1)).isEqualTo(counted(32, 6, sides, 1, 10));
        FmpNet hundred = FmpNets.cifar100(RegionOverlap.OVERLAPPING, IncrementDraw.RANDOM);
        assertThat(cost(hundred, 3))
                .isEqualTo(counted(64, 12, FmpNotation.parse(hundred.notation()).sides(), 3, 100));
    }

    @Test
    void the_compared_nets_are_as_deep_and_as_large() {
        assertThat(cost(FmpNets.halving(8, Halving.MP2, 10), 1))
                .isEqualTo(new Complexity(33_226, 0, 1_396_128));
        assertThat(cost(FmpNets.halving(8, Halving.SP2, 10), 1))
                .isEqualTo(new Complexity(33_226, 0, 1_396_128));
        assertThat(cost(FmpNets.halving(8, Halving.MP3_STRIDE_2, 10), 1))
                .isEqualTo(new Complexity(33_226, 0, 2_144_384));
        assertThat(cost(FmpNets.shallow(13, 10), 1))
                .isEqualTo(new Complexity(33_225, 0, 1_319_162));
        assertThat(FmpNets.halving(8, Halving.MP2, 10).in(1)).hasToString("1×30×30");
        assertThat(FmpNets.halving(8, Halving.MP3_STRIDE_2, 10).in(1)).hasToString("1×37×37");
        assertThat(FmpNets.shallow(13, 10).in(1)).hasToString("1×47×47");
    }

    @Test
    void fields_are_those_of_the_paper() {
        assertThat(MNIST.in(1)).isEqualTo(new Shape.Image(1, 36, 36));
        assertThat(FmpNets.cifar10().in(3)).isEqualTo(new Shape.Image(3, 94, 94));
        assertThat(FmpNets.assamese().in(1)).isEqualTo(new Shape.Image(1, 152, 152));
        // A DeepCNet takes 3·2^levels pixels a side.
        for (int levels = 2; levels < 8; levels++) {
            assertThat(FmpNets.deepCnet(levels, 4, 10).in(1).height()).isEqualTo(3 << levels);
        }
    }

    @Test
    void layers_stand_where_the_notation_has_them() {
        FmpNet net =
                FmpNets.mnist(8, RegionOverlap.DISJOINT, IncrementDraw.PSEUDORANDOM).dropping(0.5);
        List<Stages.Stage> rows = Stages.of(net, net.in(1), Stages.Detail.PARTS).rows();
        List<Layer> layers = rows.stream().map(Stages.Stage::layer).toList();
        // Eight convolutions with activations, six poolings, seven dropouts, flatten and linear.
        assertThat(layers).hasSize(8 + 8 + 6 + 7 + 2);
        assertThat(layers.get(1)).isEqualTo(new LeakyRelu(0.333));
        assertThat(layers.get(2))
                .isEqualTo(
                        new FractionalMaxPool2d(
                                Math.sqrt(2), RegionOverlap.DISJOINT, IncrementDraw.PSEUDORANDOM));
        List<Double> rates = new ArrayList<>();
        List<Object> starts = new ArrayList<>();
        for (Layer layer : layers) {
            if (layer instanceof FixedCountDropout dropout) {
                rates.add(dropout.rate());
            } else if (layer instanceof Conv2d conv) {
                starts.add(conv.weights());
            }
        }
        assertThat(rates).hasSize(7);
        for (int i = 0; i < 7; i++) {
            assertThat(rates.get(i)).isCloseTo(0.5 * (i + 1) / 7, within(1e-12));
        }
        assertThat(starts.subList(0, 6)).containsOnly(new GrahamUniform(Math.sqrt(2)));
        assertThat(starts.subList(6, 8)).containsOnly(new GrahamUniform(1));
        FmpNet neutral =
                net.starting(FmpInitialization.NEUTRAL).convention(RegionConvention.PAPER_FORMULA);
        List<Stages.Stage> other = Stages.of(neutral, net.in(1), Stages.Detail.PARTS).rows();
        assertThat(((Conv2d) other.get(0).layer()).weights())
                .isEqualTo(new HeNormal(Math.sqrt(1.8)));
        assertThat(((FractionalMaxPool2d) other.get(2).layer()).convention())
                .isEqualTo(RegionConvention.PAPER_FORMULA);
    }

    @Test
    void compared_nets_have_their_poolings() {
        assertThat(poolings(FmpNets.halving(8, Halving.MP2, 10)))
                .containsExactly(new MaxPool2d(2, 2), new MaxPool2d(2, 2), new MaxPool2d(2, 2));
        assertThat(poolings(FmpNets.halving(8, Halving.MP3_STRIDE_2, 10)))
                .containsOnly(new MaxPool2d(3, 2));
        assertThat(poolings(FmpNets.halving(8, Halving.SP2, 10)))
                .containsOnly(new StochasticPool2d(2, 2));
        FmpNet deep = FmpNets.deepCnet(6, 32, 183);
        assertThat(poolings(deep)).hasSize(6).containsOnly(new MaxPool2d(2, 2));
        assertThat(deep.activation()).isEqualTo(new Relu());
    }

    private static List<Layer> poolings(FmpNet net) {
        return Stages.of(net, net.in(1), Stages.Detail.PARTS).rows().stream()
                .map(Stages.Stage::layer)
                .filter(l -> l instanceof MaxPool2d || l instanceof StochasticPool2d)
                .toList();
    }

    static List<FmpNet> small() {
        List<FmpNet> nets = new ArrayList<>();
        for (RegionOverlap windows : RegionOverlap.values()) {
            for (IncrementDraw draw : IncrementDraw.values()) {
                for (RegionConvention convention : RegionConvention.values()) {
                    nets.add(FmpNets.mnist(3, windows, draw).convention(convention));
                }
            }
        }
        for (Halving pooling : Halving.values()) {
            nets.add(FmpNets.halving(3, pooling, 10).starting(FmpInitialization.NEUTRAL));
        }
        nets.add(FmpNets.shallow(4, 7));
        nets.add(FmpNets.deepCnet(3, 4, 5));
        nets.add(FmpNets.mnist(4, RegionOverlap.OVERLAPPING, IncrementDraw.RANDOM).dropping(0.5));
        nets.add(new FmpNet("(4nC2-FMPcbrt2)12-C2-C1-out", 4));
        return nets;
    }

    @ParameterizedTest
    @MethodSource("small")
    void a_step_of_training_reaches_every_parameter_and_lessens_the_loss(FmpNet net) {
        try (var run = Scope.open()) {
            Shape.Image in = net.in(2);
            Model network = Model.build(net, in, SEED, Device.CPU);
            Parameters home = network.parameters();
            assertThat(home.count()).isEqualTo(net.cost(in).parameters());
            Tensor x = RandomTensors.of(SEED).normal(0, 1, in.batch(8));
            Tensor labels =
                    Tensor.ofLabels(
                            java.util.stream.IntStream.range(0, 8)
                                    .map(i -> i % net.classes())
                                    .toArray(),
                            8);
            double first = 0;
            double last = 0;
            for (int step = 0; step < 6; step++) {
                try (var turn = Scope.open()) {
                    home.clearGradients();
                    Tensor y = network.apply(x, Context.training(SEED));
                    assertThat(y.shape()).containsExactly(8, net.classes());
                    Tensor loss = Functional.crossEntropy(y, labels, 0);
                    loss.backward();
                    last = loss.item();
                    if (step == 0) {
                        first = last;
                        for (Parameters.Entry entry : home.entries()) {
                            assertThat(home.gradient(entry.name()).abs().max().item())
                                    .as(entry.name())
                                    .isPositive();
                        }
                    }
                    try (var quiet = dev.hearth.tensor.NoGrad.open()) {
                        double steepness = home.gradients().square().sum().item();
                        home.values().addInPlace(home.gradients(), -0.02 * last / steepness);
                    }
                }
            }
            // The same draws each time, since the pass has the same seed.
            assertThat(last).isLessThan(first);
        }
    }

    @Test
    void a_net_survives_being_written() {
        LayerJson letters = LayerJson.standard().with(FmpNet.class);
        for (FmpNet net : small()) {
            assertThat(letters.readLayer(letters.write(net))).isEqualTo(net);
        }
    }

    @Test
    void what_is_no_net_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FmpNet("(32nC2-FMP2)6-C2-C1-out", 10))
                .withMessageContaining("Received: \"2\" at character 11:");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FmpNet("8nC2-out", 1))
                .withMessageContaining("Received: classes=1, dropRate=0.0.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FmpNet("8nC2-out", 10).dropping(1))
                .withMessageContaining("Received: classes=10, dropRate=1.0.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FmpNets.deepCnet(1, 4, 10))
                .withMessageStartingWith("DeepCNet needs at least 2 levels. Received: 1.");
    }
}
