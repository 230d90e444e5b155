package dev.hearth.papers.elu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.data.Dataset;
import dev.hearth.data.strokes.Strokes;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Elu;
import dev.hearth.papers.Papers;
import dev.hearth.papers.Recipes;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.zoo.elu.EluMnist;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlyCosinesTest {

    private static final Seed SEED = new Seed(5);

    /**
     * A twin for units of the last hidden layer and of the logits, number by number: the error of a hidden unit
     * is the logits' error times the weights above, times the activation's slope; the system of equations is
     * solved by Gauss.
     */
    @Test
    void a_units_cosine_is_that_of_the_definition() {
        LibTorch.threads(1);
        int examples = 40;
        int units = 4;
        Dataset digits = Strokes.training(examples, SEED);
        try (var scope = Scope.open()) {
            Model net =
                    Model.build(
                            new EluMnist(2, units, 10, new Elu()),
                            new Shape.Image(1, 28, 28),
                            SEED,
                            Device.CPU);
            Map<String, Double> figures =
                    new EarlyCosines(2, examples, units).of(net, digits, 0, SEED);
            float[] images = new float[examples * 784];
            for (int i = 0; i < examples; i++) {
                digits.read(i, images, i * 784);
            }
            Map<String, Tensor> seen = new HashMap<>();
            Tensor logits =
                    net.apply(
                            Tensor.of(images, examples, 1, 28, 28),
                            Context.testing(SEED)
                                    .observedBy((tap, x) -> seen.put(tap, x.detach())));
            float[] said = logits.softmax(1).toFloats();
            float[] below = seen.get("hidden 1").toFloats();
            float[] sums = seen.get("sum 2").toFloats();
            float[] last = seen.get("hidden 2").toFloats();
            float[] above = net.parameters().value("9.weight").toFloats();
            for (double damping : EarlyCosines.DAMPINGS) {
                double mean = 0;
                for (int unit = 0; unit < units; unit++) {
                    double[][] z = new double[examples][units + 1];
                    for (int e = 0; e < examples; e++) {
                        double error = 0;
                        for (int k = 0; k < 10; k++) {
                            double hit = digits.label(e) == k ? 1 : 0;
                            error += (said[10 * e + k] - hit) * above[units * k + unit];
                        }
                        double sum = sums[units * e + unit];
                        error *= sum > 0 ? 1 : Math.exp(sum);
                        for (int i = 0; i <= units; i++) {
                            z[e][i] = error * (i < units ? below[units * e + i] : 1);
                        }
                    }
                    mean += cosine(z, damping) / units;
                }
                double ofLogits = 0;
                for (int k = 0; k < 2 * units; k += 2) {
                    double[][] z = new double[examples][units + 1];
                    for (int e = 0; e < examples; e++) {
                        double error = said[10 * e + k] - (digits.label(e) == k ? 1 : 0);
                        for (int i = 0; i <= units; i++) {
                            z[e][i] = error * (i < units ? last[units * e + i] : 1);
                        }
                    }
                    ofLogits += cosine(z, damping) / units;
                }
                assertThat(figures.get(EarlyCosines.figure(0, 2, damping)))
                        .isCloseTo(mean, within(1e-3));
                assertThat(figures.get(EarlyCosines.figure(0, 3, damping)))
                        .isCloseTo(ofLogits, within(1e-3));
                assertThat(figures.get(EarlyCosines.mean(0, damping)))
                        .isCloseTo((mean + ofLogits) / 2, within(1e-3));
                assertThat(figures.get(EarlyCosines.figure(0, 1, damping))).isBetween(0.0, 1.0);
            }
        }
    }

    private static double cosine(double[][] z, double damping) {
        int size = z[0].length;
        double[] g = new double[size];
        double[][] f = new double[size][size + 1];
        double trace = 0;
        for (double[] row : z) {
            for (int i = 0; i < size; i++) {
                g[i] += row[i] / z.length;
                for (int j = 0; j < size; j++) {
                    f[i][j] += row[i] * row[j] / z.length;
                }
                trace += row[i] * row[i] / z.length;
            }
        }
        for (int i = 0; i < size; i++) {
            f[i][i] += damping * trace / size;
            f[i][size] = g[i];
        }
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < size; k++) {
                double factor = k == i ? 0 : f[k][i] / f[i][i];
                for (int j = i; j <= size; j++) {
                    f[k][j] -= factor * f[i][j];
                }
            }
        }
        double product = 0;
        double ones = 0;
        double others = 0;
        for (int i = 0; i < size; i++) {
            double natural = f[i][size] / f[i][i];
            product += g[i] * natural;
            ones += g[i] * g[i];
            others += natural * natural;
        }
        return product / Math.sqrt(ones * others);
    }

    @Test
    void a_run_is_looked_at_before_its_first_step_and_after_each_epoch_and_done_once(
            @TempDir Path temp) {
        LibTorch.threads(1);
        Recipe recipe =
                (Recipe)
                        Recipes.find(
                                        "elu/natural-gradient/ELU",
                                        Budget.SMOKE,
                                        set -> set.equals("strokes"))
                                .orElseThrow();
        EarlyJob job = new EarlyJob("ELU", 3, recipe, Budget.SMOKE, new EarlyCosines(8, 60, 2));
        Run.Place place =
                new Run.Place(
                        new DatasetProvider(temp, temp.resolve("cache")),
                        Papers.recipeJson(),
                        Device.CPU);
        Result result = job.run(place, temp.resolve("run"), List.of());
        for (int epoch = 0; epoch <= 1; epoch++) {
            for (int layer = 1; layer <= 9; layer++) {
                assertThat(result.metrics()).containsKey(EarlyCosines.figure(epoch, layer, 0.01));
            }
            assertThat(result.metrics().get(EarlyCosines.mean(epoch, 0.01))).isBetween(-1.0, 1.0);
        }
        assertThat(result.metrics()).doesNotContainKey(EarlyCosines.mean(2, 0.01));
        assertThat(result.metrics().get(EarlyCosines.mean(0, 0.01)))
                .isNotEqualTo(result.metrics().get(EarlyCosines.mean(1, 0.01)));
        assertThat(result.dataset().get("name")).isEqualTo("strokes/train");
        assertThat(job.run(place, temp.resolve("run"), List.of())).isEqualTo(result);
        Result again = job.run(place, temp.resolve("again"), List.of());
        assertThat(again.metrics()).isEqualTo(result.metrics());
    }
}
