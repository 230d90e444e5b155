package dev.hearth.zoo.together;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.IncrementDraw;
import dev.hearth.nn.layers.Named;
import dev.hearth.nn.layers.Stages;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.zoo.ModelRegistry;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CombinedNetTest {

    private static final Shape.Image CIFAR = new Shape.Image(3, 32, 32);
    private static final Shape.Image MNIST = new Shape.Image(1, 28, 28);

    static Stream<Set<Idea>> subsets() {
        Idea[] all = Idea.values();
        return IntStream.range(0, 1 << all.length)
                .mapToObj(
                        bits -> {
                            EnumSet<Idea> some = EnumSet.noneOf(Idea.class);
                            for (Idea idea : all) {
                                if ((bits >> idea.ordinal() & 1) == 1) {
                                    some.add(idea);
                                }
                            }
                            return (Set<Idea>) some;
                        })
                .filter(
                        some ->
                                some.contains(Idea.WEIGHT_NORM)
                                        || !some.contains(Idea.MEAN_ONLY_BATCH_NORM));
    }

    private static List<String> sides(Set<Idea> ideas, Shape.Image in) {
        return Stages.of(new CombinedNet(in.height(), 16, 10, ideas), in, Stages.Detail.STAGES)
                .rows()
                .stream()
                .filter(row -> row.layer() instanceof Named)
                .map(row -> row.out().toString())
                .filter(shape -> shape.contains("×"))
                .toList();
    }

    @Test
    void the_sides_are_chained_backwards_from_a_quarter() {
        assertThat(sides(EnumSet.of(Idea.FRACTIONAL_POOLING), CIFAR))
                .containsExactly("16×32×32", "24×23×23", "32×16×16", "40×11×11", "48×8×8");
        assertThat(sides(EnumSet.noneOf(Idea.class), CIFAR))
                .containsExactly("16×32×32", "24×32×32", "32×16×16", "40×16×16", "48×8×8");
        assertThat(sides(EnumSet.of(Idea.FRACTIONAL_POOLING), MNIST))
                .containsExactly("16×28×28", "24×20×20", "32×14×14", "40×10×10", "48×7×7");
    }

    @ParameterizedTest
    @MethodSource("subsets")
    void all_cost_the_same(Set<Idea> ideas) {
        for (long wanted : new long[] {4_000_000, 16_000_000}) {
            long cost = CombinedNet.ofCost(wanted, CIFAR, 10, ideas).cost(CIFAR).multiplyAdds();
            assertThat((double) cost / wanted).isCloseTo(1, within(0.05));
        }
    }

    @ParameterizedTest
    @MethodSource("subsets")
    void it_is_built_learns_and_is_read_again(Set<Idea> ideas) {
        Layer net = new CombinedNet(16, 8, 5, ideas).dropping(0.2);
        assertThat(ModelRegistry.layerJson().readLayer(ModelRegistry.layerJson().write(net)))
                .isEqualTo(net);
        Shape.Image in = new Shape.Image(3, 16, 16);
        try (var scope = Scope.open()) {
            Model model = Model.build(net, in, new Seed(1), Device.CPU);
            assertThat(model.parameters().count()).isEqualTo(net.cost(in).parameters());
            Tensor x = RandomTensors.of(new Seed(2)).normal(0, 1, 6, 3, 16, 16);
            if (ideas.contains(Idea.WEIGHT_NORM)) {
                model.initialize(x, Context.initializing(new Seed(3)));
                Tensor start = model.apply(x, Context.initializing(new Seed(3)));
                assertThat(start.mean().item()).isCloseTo(0, within(1e-4));
            }
            Tensor y = model.apply(x, Context.training(new Seed(3)));
            assertThat(y.shape()).containsExactly(6, 5);
            y.square().sum().backward();
            assertThat(model.parameters().gradients().norm().item()).isPositive().isFinite();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 18, 33})
    void a_side_without_a_quarter_is_refused(int side) {
        assertThatThrownBy(() -> new CombinedNet(side, 16, 10, EnumSet.allOf(Idea.class)))
                .hasMessageContaining("multiple of 4")
                .hasMessageContaining("side=" + side);
    }

    @Test
    void mean_only_batch_norm_wants_weight_norm() {
        assertThatThrownBy(() -> new CombinedNet(32, 16, 10, EnumSet.of(Idea.MEAN_ONLY_BATCH_NORM)))
                .hasMessageContaining("Add WEIGHT_NORM");
    }

    @Test
    void what_it_combines_cannot_be_changed_from_outside() {
        EnumSet<Idea> ideas = EnumSet.of(Idea.ELU);
        CombinedNet net = new CombinedNet(32, 16, 10, ideas);
        ideas.add(Idea.WEIGHT_NORM);
        assertThat(net.ideas()).containsExactly(Idea.ELU);
        assertThat(net.drawing(IncrementDraw.PSEUDORANDOM)).isNotEqualTo(net);
    }
}
