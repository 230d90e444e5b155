package dev.hearth.train.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.Batch;
import dev.hearth.nn.Context;
import dev.hearth.optim.loss.DiscriminatorLabels;
import dev.hearth.optim.loss.GanLoss;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.Participant;
import dev.hearth.train.recipe.UpdateRatio;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the generator learns where the discriminator is very sure. */
class GanSteeringTest {

    private static final float[] LOGITS = {-200, -120, -90, -70, -61, -60, -59, -1, 0, 5, 40, 100};

    /** The derivatives by the formula: −(1 − σ(l))/n, or −σ(l)/n for minimax. */
    @ParameterizedTest
    @EnumSource(GanLoss.class)
    void the_product_is_the_generators_derivative_however_sure_the_discriminator(GanLoss payoff) {
        int count = LOGITS.length;
        try (var scope = Scope.open()) {
            Tensor fake = Tensor.of(LOGITS, count, 1).requireGrad();
            payoff.discriminator(Tensor.zeros(count, 1), fake, DiscriminatorLabels.HARD)
                    .add(payoff.derivativeFloor(fake))
                    .backward();
            float[] came = fake.grad().orElseThrow().mul(payoff.steering(fake.detach())).toFloats();
            for (int i = 0; i < count; i++) {
                double sigma = 1 / (1 + Math.exp(-LOGITS[i]));
                double rest = 1 / (1 + Math.exp(LOGITS[i]));
                double wanted = payoff == GanLoss.MINIMAX ? -sigma / count : -rest / count;
                assertThat((double) came[i])
                        .as("%s at %s", payoff, LOGITS[i])
                        .isCloseTo(wanted, within(1e-12 + 1e-5 * Math.abs(wanted)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(GanLoss.class)
    void the_floor_is_nothing_to_the_discriminator(GanLoss payoff) {
        try (var scope = Scope.open()) {
            int count = LOGITS.length;
            float[][] derivatives = new float[2][];
            for (int i = 0; i < 2; i++) {
                Tensor fake = Tensor.of(LOGITS, count, 1).requireGrad();
                Tensor loss =
                        payoff.discriminator(
                                Tensor.zeros(count, 1), fake, DiscriminatorLabels.HARD);
                Tensor floored = loss.add(payoff.derivativeFloor(fake));
                assertThat(floored.item()).isEqualTo(loss.item());
                (i == 0 ? loss : floored).backward();
                derivatives[i] = fake.grad().orElseThrow().toFloats();
            }
            for (int i = 0; i < count; i++) {
                if (LOGITS[i] >= -60) {
                    assertThat(derivatives[1][i]).isEqualTo(derivatives[0][i]);
                } else {
                    assertThat(derivatives[1][i]).isBetween(0f, 1e-26f);
                }
            }
        }
    }

    /** One backward pass against two, of whole nets whose discriminator's bias is far below 0. */
    @ParameterizedTest
    @ValueSource(floats = {-40, -70, -85, -95})
    void one_backward_pass_still_serves_both(float bias) {
        try (var scope = Scope.open()) {
            GanTask once =
                    Duel.contest(
                            Duel.recipe(GanLoss.NON_SATURATING, UpdateRatio.simultaneous(), 0)
                                    .build());
            // A label of 1e-12 for fakes changes the way, not the generator's gradient.
            GanTask twice =
                    Duel.contest(
                            Duel.recipe(GanLoss.NON_SATURATING, UpdateRatio.simultaneous(), 0)
                                    .labels(new DiscriminatorLabels(1, 1e-12), Duel.TEST)
                                    .build());
            Batch batch = Duel.batch(once);
            Seed chance = new Seed(5);
            for (GanTask task : List.of(once, twice)) {
                Tensor last = task.discriminator().parameters().value("5.bias");
                last.copyInPlace(Tensor.of(new float[] {bias}, 1));
                for (Participant participant : task.participants()) {
                    participant.parameters().clearGradients();
                    participant.loss(batch, Context.training(chance)).backward();
                }
            }
            Tensor came = Duel.player(once, "generator").parameters().gradients();
            Tensor wanted = Duel.player(twice, "generator").parameters().gradients();
            double length = wanted.norm().item();
            assertThat(length).isGreaterThan(1e-3);
            assertThat(came.sub(wanted).norm().item()).isLessThan(1e-4 * length);
        }
    }
}
