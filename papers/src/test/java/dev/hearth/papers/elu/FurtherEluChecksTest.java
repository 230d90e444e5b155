package dev.hearth.papers.elu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.ImageShape;
import dev.hearth.data.InMemoryDataset;
import dev.hearth.experiments.claim.ClaimCheck;
import dev.hearth.experiments.claim.Design;
import dev.hearth.experiments.claim.Evidence;
import dev.hearth.experiments.claim.Trial;
import dev.hearth.experiments.claim.Verdict;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Layers;
import dev.hearth.nn.layers.Linear;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.dataset.DatasetProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is asked of the experiments beyond the first ones, and the figures that it is asked of. */
class FurtherEluChecksTest {

    private static final int SEEDS = 6;

    /** Figures of one run: of an arm, of a seed. */
    @FunctionalInterface
    private interface Figures {
        Map<String, Double> of(String arm, long seed);
    }

    private static Evidence runs(List<String> arms, Figures figures) {
        List<Trial> trials = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            for (String arm : arms) {
                Map<String, Double> metrics = new TreeMap<>(figures.of(arm, seed));
                trials.add(new Trial(arm, seed, metrics, List.of(metrics, metrics, metrics)));
            }
        }
        return new Evidence("elu/made-up", trials);
    }

    private static double near(double value, long seed) {
        return value + 0.001 * Math.sin(value + seed);
    }

    private static Verdict verdict(ClaimCheck check, Evidence evidence) {
        return check.judge(evidence).verdict();
    }

    @Test
    void noise_is_judged_by_the_error_under_it_and_by_what_it_adds() {
        List<String> arms = List.of("ELU", "LReLU", "PReLU");
        for (double loss : new double[] {0.1, 2}) {
            // ELU errs less under noise, but loses more by it.
            Evidence evidence =
                    runs(
                            arms,
                            (arm, seed) ->
                                    Map.of(
                                            "trainLoss",
                                            loss,
                                            "testError",
                                            4.0,
                                            "noisyError 0.0",
                                            near(arm.equals("ELU") ? 2 : 4, seed),
                                            "noisyError 0.2",
                                            near(arm.equals("ELU") ? 6 : 7, seed)));
            List<ClaimCheck> checks = EluNoise.checks("");
            boolean learned = loss < 1;
            assertThat(verdict(checks.get(0), evidence))
                    .isEqualTo(learned ? Verdict.CONFIRMED : Verdict.INCONCLUSIVE);
            assertThat(verdict(checks.get(1), evidence))
                    .isEqualTo(learned ? Verdict.REFUTED : Verdict.INCONCLUSIVE);
        }
    }

    @Test
    void an_alpha_learns_only_if_every_run_ends_with_a_low_loss() {
        ClaimCheck check = EluAlpha.checks("").get(0);
        Figures low = (arm, seed) -> Map.of("trainLoss", near(0.2, seed));
        assertThat(verdict(check, runs(List.of("alpha 1.0", "alpha 3.0"), low)))
                .isEqualTo(Verdict.CONFIRMED);
        assertThat(
                        verdict(
                                check,
                                runs(
                                        List.of("alpha 1.0", "alpha 3.0"),
                                        (arm, seed) ->
                                                Map.of(
                                                        "trainLoss",
                                                        seed == 4 && arm.endsWith("3.0")
                                                                ? 2
                                                                : 0.2))))
                .isEqualTo(Verdict.REFUTED);
        // Of runs that diverged there is no result.
        assertThat(verdict(check, runs(List.of("alpha 1.0"), low))).isEqualTo(Verdict.REFUTED);
        assertThat(check.judge(runs(List.of("alpha 1.0"), low)).why())
                .contains("diverged: seeds [1");
        assertThat(verdict(check, runs(List.of(), low))).isEqualTo(Verdict.NOT_TESTED);
    }

    @Test
    void on_par_is_within_a_point_in_the_second_and_third_tenth() {
        List<Map<String, Double>> rows = new ArrayList<>();
        for (int epoch = 1; epoch <= 330; epoch++) {
            rows.add(Map.of("testError", (double) epoch));
        }
        Trial whole = new Trial("ELU", 1, Map.of(), rows);
        assertThat(EluCourse.middle(whole)).isEqualTo(75.5); // epochs 51 to 100
        assertThat(EluCourse.middle(new Trial("ELU", 1, Map.of(), rows.subList(0, 1))))
                .isEqualTo(1);
        assertThat(EluCourse.middle(new Trial("ELU", 1, Map.of(), List.of()))).isNaN();
        for (double gap : new double[] {0.3, 4}) {
            Evidence evidence =
                    runs(
                            List.of("ELU", "LReLU"),
                            (arm, seed) ->
                                    Map.of(
                                            "trainLoss",
                                            3.0,
                                            "testError",
                                            near(arm.equals("ELU") ? 58 : 58 + gap, seed)));
            ClaimCheck check = EluCourse.checks("").get(0);
            assertThat(verdict(check, evidence))
                    .isEqualTo(gap < 1 ? Verdict.CONFIRMED : Verdict.REFUTED);
            // Another part of so few test images could make more than the margin.
            Design part = Design.of(SEEDS).onlyLook().onImages(0, 2500);
            assertThat(check.judge(evidence, part).verdict())
                    .isEqualTo(gap < 1 ? Verdict.INCONCLUSIVE : Verdict.REFUTED);
        }
    }

    @Test
    void a_rate_is_chosen_by_one_half_and_judged_by_the_other() {
        List<String> arms =
                List.of("rate 0.01", "rate 0.0025", "rate 0.005", "rate 0.02", "rate 0.04");
        // On validation images 0.02 is best; on the others it is worse than the shared rate.
        Figures figures =
                (arm, seed) ->
                        Map.of(
                                "trainLoss",
                                2.0,
                                "testError",
                                50.0,
                                "validationError",
                                near(arm.endsWith("0.02") ? 40 : 50, seed),
                                "judgedError",
                                near(arm.endsWith("0.02") ? 55 : 50, seed));
        assertThat(verdict(EluOwnRates.check(""), runs(arms, figures))).isEqualTo(Verdict.REFUTED);
        // Half of 2,500 images judges: 3.9 points another half could make, and half of all 1.96.
        Figures nearer =
                (arm, seed) ->
                        Map.of(
                                "trainLoss", 2.0,
                                "validationError", near(arm.endsWith("0.02") ? 40 : 50, seed),
                                "judgedError", near(arm.endsWith("0.02") ? 47 : 50, seed));
        Design all = Design.of(SEEDS).onlyLook();
        ClaimCheck own = EluOwnRates.check("");
        assertThat(own.judge(runs(arms, nearer), all).verdict()).isEqualTo(Verdict.CONFIRMED);
        assertThat(own.judge(runs(arms, nearer), all.onImages(0, 2500)).verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
        Figures better =
                (arm, seed) ->
                        Map.of(
                                "trainLoss", 2.0,
                                "validationError", near(arm.endsWith("0.02") ? 40 : 50, seed),
                                "judgedError", near(arm.endsWith("0.02") ? 45 : 50, seed));
        assertThat(verdict(EluOwnRates.check(""), runs(arms, better))).isEqualTo(Verdict.CONFIRMED);
        assertThat(verdict(EluOwnRates.check(""), runs(List.of(), better)))
                .isEqualTo(Verdict.NOT_TESTED);
    }

    /** Two pixels; the class is which is greater, by a net that compares them. */
    private static DatasetProvider.Sets pairs(int count) {
        float[] images = new float[2 * count];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            images[2 * i + i % 2] = 0.5f;
            // The label is wrong for the last quarter.
            labels[i] = i >= count * 3 / 4 ? 1 - i % 2 : i % 2;
        }
        var set =
                InMemoryDataset.of(
                        "pairs", new ImageShape(1, 1, 2), List.of("a", "b"), images, labels);
        return new DatasetProvider.Sets(set, set);
    }

    private static Model comparing() {
        Model net =
                Model.build(
                        Layers.sequence(
                                Layers.flatten(),
                                new Linear(2, Bias.YES, new Constant(0.5), Constant.ZERO)),
                        new Shape.Image(1, 1, 2),
                        new Seed(1),
                        Device.CPU);
        net.parameters().value("1.weight").copyInPlace(Tensor.of(new float[] {1, 0, 0, 1}, 2, 2));
        return net;
    }

    @Test
    void halves_of_the_test_images_are_measured_apart() {
        try (var scope = Scope.open()) {
            Map<String, Double> errors =
                    new HalvesError().look(comparing(), pairs(400), new Seed(2));
            assertThat(errors).containsEntry("validationError", 0.0);
            assertThat(errors).containsEntry("judgedError", 50.0);
        }
    }

    /** x₁ − x₂ is ±½, and noise on it has a deviation of σ√2: errors of the normal distribution. */
    @Test
    void the_error_under_noise_is_that_of_the_normal_distribution() {
        int count = 20_000;
        float[] images = new float[2 * count];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            images[2 * i + i % 2] = 0.5f;
            labels[i] = i % 2;
        }
        var set =
                InMemoryDataset.of(
                        "pairs", new ImageShape(1, 1, 2), List.of("a", "b"), images, labels);
        try (var scope = Scope.open()) {
            NoisyErrors probe = new NoisyErrors(List.of(0.0, 0.5 / Math.sqrt(2)));
            var sets = new DatasetProvider.Sets(set, set);
            Map<String, Double> errors = probe.look(comparing(), sets, new Seed(2));
            assertThat(errors.get("noisyError 0.0")).isZero();
            // Φ(−1) = 15.87 %; its deviation over 20,000 images is 0.26 points.
            assertThat(errors.get(NoisyErrors.figure(0.5 / Math.sqrt(2))))
                    .isCloseTo(15.87, within(1.0));
            assertThat(probe.look(comparing(), sets, new Seed(2))).isEqualTo(errors);
        }
    }
}
