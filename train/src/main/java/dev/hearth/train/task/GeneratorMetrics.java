package dev.hearth.train.task;

import dev.hearth.data.Dataset;
import dev.hearth.data.dataset.GaussianMixture;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.metric.ExampleRows;
import dev.hearth.train.metric.MixtureFit;
import dev.hearth.train.metric.ParzenScore;
import dev.hearth.train.metric.ParzenWindow;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.GeneratorMetric;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Measures a generator by the gauges of its recipe. */
final class GeneratorMetrics {

    private static final int TEST_IMAGES = 10_000;

    private final GanRecipe recipe;
    private final Dataset all;
    private final int kept;
    private final Dataset testing;

    /** Where samples come from. */
    interface Source {
        Tensor samples(int count, Seed seed);
    }

    GeneratorMetrics(GanRecipe recipe, Dataset all, int kept, Dataset testing) {
        this.recipe = recipe;
        this.all = all;
        this.kept = kept;
        this.testing = testing;
    }

    static List<String> names(GeneratorMetric gauge) {
        if (gauge instanceof GeneratorMetric.Parzen) {
            return List.of("parzen", "parzenError", "parzenSigma", "parzenValidation");
        }
        return List.of("divergence", "modes", "near");
    }

    Map<String, Double> measure(int epoch, Seed seed, Source source) {
        Map<String, Double> figures = new TreeMap<>();
        for (GeneratorMetric gauge : recipe.gauges().value()) {
            try (var room = Scope.open()) {
                if (gauge instanceof GeneratorMetric.Parzen parzen) {
                    boolean due =
                            epoch % parzen.everyEpochs() == 0 || epoch == recipe.epochs().value();
                    if (due) {
                        parzen(parzen, source.samples(parzen.samples(), seed), figures);
                    }
                } else if (gauge instanceof GeneratorMetric.Density density) {
                    GaussianMixture mixture = GaussianMixture.named(recipe.corpus().value().set());
                    MixtureFit fit =
                            MixtureFit.of(
                                    mixture, source.samples(density.samples(), seed).toFloats());
                    figures.put("divergence", fit.divergence());
                    figures.put("modes", (double) fit.modes());
                    figures.put("near", fit.near());
                }
            }
        }
        return figures;
    }

    private void parzen(GeneratorMetric.Parzen gauge, Tensor samples, Map<String, Double> figures) {
        Dataset chooses = kept < all.size() ? all : testing;
        int from = kept < all.size() ? kept : 0;
        int count = Math.min(gauge.validation(), chooses.size() - from);
        Tensor validation = ExampleRows.rows(chooses, from, count).to(samples.device());
        int tests = Math.min(TEST_IMAGES, testing.size());
        Tensor test = ExampleRows.rows(testing, 0, tests).to(samples.device());
        ParzenScore score = ParzenWindow.of(samples).score(validation, test);
        figures.put("parzen", score.mean());
        figures.put("parzenError", score.standardError());
        figures.put("parzenSigma", score.sigma());
        figures.put("parzenValidation", score.validationMean());
    }
}
