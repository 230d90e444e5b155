package dev.hearth.train.task;

// Above 400 lines, because all properties of both updates are measured on one small GAN.

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.Batch;
import dev.hearth.nn.layers.BatchNorm;
import dev.hearth.nn.layers.Layers;
import dev.hearth.optim.MovingAverage;
import dev.hearth.optim.loss.DiscriminatorLabels;
import dev.hearth.optim.loss.GanLoss;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.Participant;
import dev.hearth.train.Trainer;
import dev.hearth.train.TrainingEvent;
import dev.hearth.train.UpdateOrder;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.GeneratorMetric;
import dev.hearth.train.recipe.OutputBias;
import dev.hearth.train.recipe.UpdateRatio;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GanTaskTest {

    private static final double STEP = 5e-3;

    @BeforeAll
    static void alone() {
        LibTorch.threads(1);
    }

    private static GanRecipe recipe(GanLoss payoff, UpdateOrder tempo) {
        return Duel.recipe(payoff, Duel.turns(tempo), 0.5).build();
    }

    private static Participant participant(GanTask task, int index) {
        return task.participants().get(index);
    }

    private static List<TrainingEvent> train(GanTask contest, int epochs) {
        List<TrainingEvent> told = new ArrayList<>();
        Trainer.of(contest).epochs(epochs).seed(Duel.SEED).listener(told::add).run();
        return told;
    }

    @ParameterizedTest
    @CsvSource({
        "MINIMAX, ALTERNATING",
        "MINIMAX, SIMULTANEOUS",
        "NON_SATURATING, ALTERNATING",
        "NON_SATURATING, SIMULTANEOUS",
        "PUBLISHED, ALTERNATING",
        "PUBLISHED, SIMULTANEOUS"
    })
    void gradients_are_those_of_finite_differences(GanLoss payoff, UpdateOrder tempo) {
        for (DiscriminatorLabels labels :
                List.of(
                        DiscriminatorLabels.HARD,
                        new DiscriminatorLabels(0.9, 0),
                        new DiscriminatorLabels(0.9, 0.1))) {
            try (var room = Scope.open()) {
                GanTask contest =
                        Duel.contest(
                                Duel.recipe(payoff, Duel.turns(tempo), 0.5)
                                        .labels(labels, Duel.TEST)
                                        .build());
                Batch batch = Duel.batch(contest);
                Seed chance = new Seed(8);
                for (int i = 0; i < 2; i++) {
                    double[] losses = losses(contest, batch, chance);
                    Tensor gradient = participant(contest, i).parameters().gradients().copy();
                    if (i == 0) {
                        // The second player's backward pass may leave its trace in the first's.
                        Duel.learn(participant(contest, 0), batch, chance);
                        gradient = participant(contest, 0).parameters().gradients().copy();
                    }
                    double length = gradient.norm().item();
                    assertThat(length).isGreaterThan(1e-3);
                    Tensor values = participant(contest, i).parameters().values();
                    Tensor unit = gradient.div(length);
                    values.addInPlace(unit, STEP);
                    double above = losses(contest, batch, chance)[i];
                    values.addInPlace(unit, -2 * STEP);
                    double below = losses(contest, batch, chance)[i];
                    values.addInPlace(unit, STEP);
                    assertThat((above - below) / (2 * STEP))
                            .as("%s %s %s", participant(contest, i).name(), labels, losses[i])
                            .isCloseTo(length, within(2e-3 * length));
                }
            }
        }
    }

    private static double[] losses(GanTask contest, Batch batch, Seed chance) {
        double first = Duel.learn(participant(contest, 0), batch, chance);
        return new double[] {first, Duel.learn(participant(contest, 1), batch, chance)};
    }

    @ParameterizedTest
    @EnumSource(GanLoss.class)
    void one_backward_pass_serves_both_players(GanLoss payoff) {
        try (var room = Scope.open()) {
            // A label of 1e-12 for fakes changes nothing but the way.
            GanTask once = Duel.contest(Duel.recipe(payoff, UpdateRatio.simultaneous(), 0).build());
            GanTask twice =
                    Duel.contest(
                            Duel.recipe(payoff, UpdateRatio.simultaneous(), 0)
                                    .labels(new DiscriminatorLabels(1, 1e-12), Duel.TEST)
                                    .build());
            assertThat(once.participants().get(0).name()).isEqualTo("discriminator");
            assertThat(twice.participants().get(0).name()).isEqualTo("generator");
            Batch batch = Duel.batch(once);
            // Both draw the noise from the pass of the one who comes first.
            Seed chance = new Seed(5);
            for (GanTask contest : List.of(once, twice)) {
                for (Participant player : contest.participants()) {
                    player.parameters().clearGradients();
                    player.loss(batch, dev.hearth.nn.Context.training(chance)).backward();
                }
            }
            for (String name : List.of("generator", "discriminator")) {
                Tensor short_ = Duel.player(once, name).parameters().gradients();
                Tensor long_ = Duel.player(twice, name).parameters().gradients();
                double length = long_.norm().item();
                assertThat(length).isGreaterThan(1e-3);
                assertThat(short_.sub(long_).norm().item())
                        .as(name)
                        .isLessThan(1e-5 * Math.max(1, length));
            }
        }
    }

    @Test
    void at_once_neither_sees_what_the_other_has_just_learned() {
        Map<UpdateOrder, List<float[]>> after = new java.util.EnumMap<>(UpdateOrder.class);
        for (UpdateOrder tempo : UpdateOrder.values()) {
            List<float[]> values = new ArrayList<>();
            for (double rate : new double[] {0, 1}) {
                try (var room = Scope.open()) {
                    GanTask contest =
                            Duel.contest(
                                    Duel.recipe(GanLoss.PUBLISHED, Duel.turns(tempo), 0.5)
                                            .corpus(
                                                    new dev.hearth.train.recipe.DatasetSpec(
                                                            "ring", Duel.BATCH, Duel.BATCH),
                                                    Duel.TEST)
                                            .discriminatorUpdate(Duel.update(rate), Duel.TEST)
                                            .build());
                    train(contest, 1); // one step
                    values.add(contest.network().parameters().values().toFloats());
                }
            }
            after.put(tempo, values);
        }
        List<float[]> atOnce = after.get(UpdateOrder.SIMULTANEOUS);
        assertThat(atOnce.get(0)).isEqualTo(atOnce.get(1));
        List<float[]> inTurn = after.get(UpdateOrder.ALTERNATING);
        assertThat(inTurn.get(0)).isNotEqualTo(inTurn.get(1));
    }

    @Test
    void the_generator_plays_after_every_k_batches() {
        try (var room = Scope.open()) {
            GanTask contest =
                    Duel.contest(
                            Duel.recipe(
                                            GanLoss.NON_SATURATING,
                                            new UpdateRatio(UpdateOrder.ALTERNATING, 3, 2),
                                            0)
                                    .build());
            List<TrainingEvent> told = train(contest, 2); // ten batches
            Participant generator = Duel.player(contest, "generator");
            assertThat(List.of(generator.turns(0), generator.turns(1), generator.turns(2)))
                    .containsExactly(0, 0, 2);
            List<Float> norms = new ArrayList<>();
            for (TrainingEvent event : told) {
                if (event instanceof TrainingEvent.Traced traced) {
                    norms.addAll(traced.figures().get("generator").get("gradientNorm"));
                    assertThat(traced.figures().get("discriminator").get("gradientNorm"))
                            .hasSize(5)
                            .noneMatch(value -> value.isNaN());
                }
            }
            assertThat(norms).hasSize(10);
            for (int step = 0; step < 10; step++) {
                assertThat(norms.get(step).isNaN()).as("step " + step).isEqualTo(step % 3 != 2);
            }
        }
    }

    @Test
    void a_generator_that_never_plays_stays_as_it_is() {
        try (var room = Scope.open()) {
            GanTask contest =
                    Duel.contest(
                            Duel.recipe(
                                            GanLoss.MINIMAX,
                                            new UpdateRatio(UpdateOrder.ALTERNATING, 1, 0),
                                            0)
                                    .build());
            float[] before = contest.network().parameters().values().toFloats();
            float[] judge = contest.discriminator().parameters().values().toFloats();
            List<TrainingEvent> told = train(contest, 1);
            assertThat(contest.network().parameters().values().toFloats()).isEqualTo(before);
            assertThat(contest.discriminator().parameters().values().toFloats())
                    .isNotEqualTo(judge);
            TrainingEvent.Stepped stepped =
                    told.stream()
                            .filter(TrainingEvent.Stepped.class::isInstance)
                            .map(TrainingEvent.Stepped.class::cast)
                            .findFirst()
                            .orElseThrow();
            assertThat(stepped.losses()).containsOnlyKeys("discriminator");
        }
    }

    @ParameterizedTest
    @EnumSource(UpdateOrder.class)
    void what_is_shown_is_what_the_nets_say(UpdateOrder tempo) {
        try (var room = Scope.open()) {
            GanTask contest =
                    Duel.contest(Duel.recipe(GanLoss.NON_SATURATING, Duel.turns(tempo), 0).build());
            List<TrainingEvent> told = train(contest, 1);
            TrainingEvent.Traced traced =
                    told.stream()
                            .filter(TrainingEvent.Traced.class::isInstance)
                            .map(TrainingEvent.Traced.class::cast)
                            .findFirst()
                            .orElseThrow();
            TrainingEvent.Stepped stepped =
                    (TrainingEvent.Stepped) told.get(told.indexOf(traced) + 1);
            Map<String, List<Float>> judge = traced.figures().get("discriminator");
            assertThat(traced.after()).isZero();
            assertThat(judge).containsOnlyKeys("gradientNorm", "real", "fake", "value");
            double value = judge.get("value").stream().mapToDouble(f -> f).average().orElseThrow();
            // With hard labels the discriminator's loss is −V.
            assertThat(-value).isCloseTo(stepped.losses().get("discriminator"), within(1e-5));
            assertThat(judge.get("real")).allMatch(p -> p > 0 && p < 1);
            assertThat(judge.get("fake")).allMatch(p -> p > 0 && p < 1);
        }
    }

    @Test
    void averaged_weights_are_measured_and_put_back() {
        try (var room = Scope.open()) {
            GanTask contest =
                    Duel.contest(
                            Duel.recipe(GanLoss.NON_SATURATING, UpdateRatio.alternating(1), 0)
                                    .average(new MovingAverage(0.9), Duel.TEST)
                                    .gauges(List.of(new GeneratorMetric.Density(200)), Duel.TEST)
                                    .build());
            train(contest, 2);
            float[] own = contest.network().parameters().values().toFloats();
            Tensor averaged = contest.samples(20, new Seed(1));
            assertThat(contest.network().parameters().values().toFloats()).isEqualTo(own);
            Participant generator = Duel.player(contest, "generator");
            assertThat(generator.memory())
                    .containsOnlyKeys("velocity", "average.values", "average.kept");
            float[] mean = generator.memory().get("average.values").toFloats();
            assertThat(mean).isNotEqualTo(own);
            try (var quiet = NoGrad.open()) {
                contest.network().parameters().values().copyInPlace(mean);
                generator.memory().get("average.values").copyInPlace(own);
            }
            try (var look = Scope.open()) {
                // Swapped by hand, the average's samples are what stood in before.
                generator.memory().get("average.values").copyInPlace(mean);
                assertThat(contest.samples(20, new Seed(1)).toFloats())
                        .isEqualTo(averaged.toFloats());
            }
            assertThat(contest.evaluate(1)).containsOnlyKeys("divergence", "modes", "near");
        }
    }

    @Test
    void nets_that_see_images_together_are_trained_too() {
        for (UpdateOrder tempo : UpdateOrder.values()) {
            try (var room = Scope.open()) {
                GanTask contest =
                        Duel.contest(
                                Duel.recipe(GanLoss.PUBLISHED, Duel.turns(tempo), 0)
                                        .discriminator(
                                                Layers.sequence(
                                                        Layers.flatten(),
                                                        Layers.linear(8),
                                                        new BatchNorm(),
                                                        Layers.linear(1)),
                                                Duel.TEST)
                                        .build());
                List<TrainingEvent> told = train(contest, 1);
                assertThat(told).anyMatch(TrainingEvent.Measured.class::isInstance);
            }
        }
    }

    @Test
    void output_biases_begin_at_the_logits_of_mean_pixels() {
        try (var room = Scope.open()) {
            GanTask contest =
                    Duel.contest(
                            Duel.recipe(GanLoss.PUBLISHED, UpdateRatio.simultaneous(), 0)
                                    .outputBias(OutputBias.MEAN_PIXELS, Duel.TEST)
                                    .build());
            float[] biases = contest.network().parameters().value("2.bias").toFloats();
            double[] means = new double[2];
            float[] point = new float[2];
            var points =
                    dev.hearth.data.dataset.GaussianMixture.ring()
                            .dataset("ring", 5 * Duel.BATCH, new Seed(1));
            for (int i = 0; i < points.size(); i++) {
                points.read(i, point, 0);
                means[0] += point[0] / points.size();
                means[1] += point[1] / points.size();
            }
            for (int d = 0; d < 2; d++) {
                double within = Math.max(1e-7, means[d]);
                assertThat(biases[d])
                        .isCloseTo((float) Math.log(within / (1 - within)), within(1e-4f));
            }
        }
    }

    @Test
    void what_fits_no_game_is_refused() {
        try (var room = Scope.open()) {
            assertThatThrownBy(
                            () ->
                                    Duel.contest(
                                            Duel.recipe(
                                                            GanLoss.MINIMAX,
                                                            UpdateRatio.alternating(1),
                                                            0)
                                                    .generator(Layers.linear(3), Duel.TEST)
                                                    .build()))
                    .hasMessage(
                            "The generator of test/duel needs 2 outputs for images of 1×1×2."
                                    + " Received: 3. Give the last layer as many units.");
            assertThatThrownBy(
                            () ->
                                    Duel.contest(
                                            Duel.recipe(
                                                            GanLoss.MINIMAX,
                                                            UpdateRatio.alternating(1),
                                                            0)
                                                    .discriminator(Layers.linear(2), Duel.TEST)
                                                    .build()))
                    .hasMessage(
                            "The discriminator of test/duel needs one output, a logit. Received: 2."
                                    + " End it with Linear(1).");
            assertThatThrownBy(
                            () ->
                                    Duel.contest(
                                            Duel.recipe(
                                                            GanLoss.MINIMAX,
                                                            UpdateRatio.alternating(1),
                                                            0)
                                                    .holdOut(160, Duel.TEST)
                                                    .build()))
                    .hasMessage(
                            "test/duel needs images besides the 160 held out. Received: 160 of ring."
                                    + " Set holdOut lower.");
        }
        assertThatThrownBy(() -> new UpdateRatio(UpdateOrder.SIMULTANEOUS, 2, 1))
                .hasMessageContaining("Received: SIMULTANEOUS, 2:1. Use ALTERNATING");
        assertThatThrownBy(() -> new DiscriminatorLabels(0.1, 0.2))
                .hasMessageContaining("Received: real=0.1, fake=0.2. Use 1 and 0");
    }

    @Test
    void the_factor_between_the_players_is_the_ratio_of_their_derivatives() {
        RandomStream random = new Seed(2).stream();
        float[] logits = new float[40];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) random.uniform(-30, 30);
        }
        for (GanLoss payoff : GanLoss.values()) {
            try (var room = Scope.open()) {
                Tensor judged = Tensor.of(logits, 40, 1).requireGrad();
                payoff.discriminator(Tensor.zeros(40, 1), judged, DiscriminatorLabels.HARD)
                        .backward();
                Tensor forged = Tensor.of(logits, 40, 1).requireGrad();
                payoff.generator(forged).backward();
                float[] wanted = forged.grad().orElseThrow().toFloats();
                Tensor factor = payoff.steering(judged.detach());
                float[] came = judged.grad().orElseThrow().mul(factor).toFloats();
                for (int i = 0; i < logits.length; i++) {
                    assertThat(came[i])
                            .as("%s at %s", payoff, logits[i])
                            .isCloseTo(wanted[i], within(1e-6f + 1e-4f * Math.abs(wanted[i])));
                }
            }
        }
    }
}
