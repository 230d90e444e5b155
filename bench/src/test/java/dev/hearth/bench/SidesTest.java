package dev.hearth.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.Context;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A comparison is fair when both sides compute the same. */
class SidesTest {

    @ParameterizedTest
    @EnumSource
    void both_sides_of_the_mlp_have_the_same_losses(MlpSteps.Method method) {
        try (var run = Scope.open()) {
            assertSameLosses(method.sides(Work.mnist(1)));
        }
    }

    @Test
    void all_sides_of_the_convolutional_net_have_the_same_losses() {
        try (var run = Scope.open()) {
            assertSameLosses(ConvolutionSteps.sides(Work.cifar(4, 1)));
        }
    }

    @Test
    void both_sides_of_the_game_have_the_same_losses() {
        try (var run = Scope.open()) {
            List<Contender> sides =
                    GameSteps.sides(Work.mnist(GameSteps.BATCH, 1), GameSteps.Drops.NONE);
            double before = sides.get(0).run();
            assertThat(sides.get(1).run()).isCloseTo(before, within(1e-4));
            for (int step = 0; step < 5; step++) {
                double here = sides.get(0).run();
                assertThat(sides.get(1).run()).as("step " + step).isCloseTo(here, within(1e-3));
                assertThat(here).isNotEqualTo(before);
                before = here;
            }
        }
    }

    @Test
    void all_sides_of_the_autoencoder_have_the_same_losses() {
        try (var run = Scope.open()) {
            assertChangingTogether(VaeSteps.sides(Work.mnist(20, 1), BoundParts.Noise.HEARTHS));
        }
    }

    @Test
    void both_sides_of_draw_have_the_same_losses() {
        try (var run = Scope.open()) {
            assertChangingTogether(DrawSteps.sides(Work.mnist(20, 1), BoundParts.Noise.HEARTHS));
        }
    }

    /** Five stretches of a step; some hundred nats agree to a share of them, which updates make more. */
    private static void assertChangingTogether(List<Contender> sides) {
        double before = Double.POSITIVE_INFINITY;
        for (int step = 0; step < 5; step++) {
            double here = sides.get(0).run();
            for (Contender other : sides.subList(1, sides.size())) {
                assertThat(other.run())
                        .as(other.name() + ", step " + step)
                        .isCloseTo(here, within((step == 0 ? 1e-6 : 1e-4) * here));
            }
            assertThat(here).as("the update changes it").isNotEqualTo(before);
            before = here;
        }
    }

    @Test
    void both_sides_of_q_learning_have_the_same_losses() {
        try (var run = Scope.open()) {
            List<Contender> sides = QLearningSteps.sides(5);
            double before = 0;
            for (int stretch = 0; stretch < 4; stretch++) {
                double here = sides.get(0).run();
                assertThat(sides.get(1).run())
                        .as("stretch " + stretch)
                        .isCloseTo(here, within(1e-5));
                assertThat(here).isNotEqualTo(before);
                before = here;
            }
        }
    }

    @Test
    @Tag("long")
    void all_sides_of_inception_are_one_net() {
        try (var run = Scope.open()) {
            List<Contender> sides = InceptionSteps.sides(InceptionSteps.work(4, 139), 0);
            var parameters = ((HearthContender) sides.get(0)).network().parameters();
            long ours = parameters.entries().stream().mapToLong(entry -> entry.count()).sum();
            assertThat(ours).isEqualTo(55_843_464);
            var batch = InceptionSteps.work(4, 139).loader().epoch(0).open().next();
            float[] here =
                    ((HearthContender) sides.get(0))
                            .network()
                            .apply(
                                    Tensor.of(batch.images(), 4, 3, 139, 139),
                                    Context.training(new Seed(1)))
                            .toFloats();
            for (Contender other : sides.subList(1, 3)) {
                PresetsInception presets = (PresetsInception) other;
                assertThat(presets.parameters().stream().mapToLong(one -> one.numel()).sum())
                        .isEqualTo(ours);
                float[] there = presets.numbers(batch);
                assertThat(there).hasSize(here.length);
                for (int i = 0; i < here.length; i++) {
                    assertThat(there[i]).as(other.name()).isCloseTo(here[i], within(1e-4f));
                }
            }
        }
    }

    /** Twenty stretches of one step each. */
    private static void assertSameLosses(List<Contender> sides) {
        double first = 0;
        double last = 0;
        for (int step = 0; step < 20; step++) {
            last = sides.get(0).run();
            first = step == 0 ? last : first;
            for (Contender other : sides.subList(1, sides.size())) {
                assertThat(other.run())
                        .as(other.name() + ", step " + step)
                        .isCloseTo(last, within(1e-4));
            }
        }
        assertThat(last).as("the loss falls, so something was learned").isLessThan(first - 0.01);
    }

    @Test
    void a_stretch_has_the_steps_that_it_says() {
        assertThat(Work.mnist(3).loader().batches()).isEqualTo(3);
        assertThat(Work.mnist(3).steps()).isEqualTo(3);
        assertThat(Work.cifar(4, 2).loader().batches()).isEqualTo(2);
    }

    @Test
    void the_count_of_operations_is_that_of_the_letters() {
        var mlp =
                new dev.hearth.zoo.elu.EluMnist(8, 128, 10, new dev.hearth.nn.layers.Elu())
                        .cost(new dev.hearth.nn.Shape.Image(1, 28, 28));
        var convolutions = ConvolutionSteps.net().cost(new dev.hearth.nn.Shape.Image(3, 32, 32));
        assertThat(MlpSteps.flops()).isEqualTo(2.0 * 64 * (3 * mlp.multiplyAdds() - 784 * 128));
        assertThat(ConvolutionSteps.flops(128))
                .isEqualTo(2.0 * 128 * (3 * convolutions.multiplyAdds() - 32 * 32 * 64 * 27));
    }
}
