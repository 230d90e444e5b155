package dev.hearth.train.recipe;

import dev.hearth.data.Dataset;
import dev.hearth.data.dataset.GaussianMixture;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.metric.ExampleRows;
import dev.hearth.train.metric.MixtureFit;
import dev.hearth.train.metric.ParzenScore;
import dev.hearth.train.metric.ParzenWindow;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What is measured of a generator after epochs: a record, part of a {@link GanRecipe}. */
public interface GeneratorMetric {

    /** The figures that {@link #measure} gives: columns of the run's log. */
    List<String> names();

    /**
     * Whether it is measured after an epoch.
     *
     * @param epoch how many are done, from 1
     * @param epochs how many there will be
     */
    default boolean isDue(int epoch, int epochs) {
        return true;
    }

    /**
     * Measures.
     *
     * @param inputs the generator's images and what they are compared with
     * @return finite figures by name
     */
    Map<String, Double> measure(Inputs inputs);

    /**
     * What a metric may look at.
     *
     * @param samples draws so many images, [count × pixels] on the run's device; the same ones after each
     *     call within an epoch
     * @param heldOut the training images that are kept from training; the test images where there are none
     * @param testing the test images
     * @param set the name of the data set
     */
    record Inputs(IntFunction<Tensor> samples, Dataset heldOut, Dataset testing, String set) {}

    /**
     * The Parzen-window log-likelihood (Goodfellow et al. 2014, §5): {@code parzen}, in nats, with its
     * {@code parzenError}, {@code parzenSigma} and {@code parzenValidation}, after every so many epochs
     * and after the last.
     *
     * @param everyEpochs at least 1
     * @param samples drawn from the generator; 10,000 in the paper
     * @param validation the first so many of the images held out, for the choice of σ; 1,000 in the paper
     */
    record Parzen(int everyEpochs, int samples, int validation) implements GeneratorMetric {

        private static final int TEST_IMAGES = 10_000;

        /** Refuses counts below 1. */
        public Parzen {
            if (everyEpochs < 1 || samples < 2 || validation < 1) {
                throw Check.error(
                        "A Parzen metric needs epochs and images above 0, and two samples",
                        "every "
                                + everyEpochs
                                + " epochs, "
                                + samples
                                + " samples, "
                                + validation
                                + " for validation",
                        "The paper has 10,000 and 1,000");
            }
        }

        @Override
        public List<String> names() {
            return List.of("parzen", "parzenError", "parzenSigma", "parzenValidation");
        }

        @Override
        public boolean isDue(int epoch, int epochs) {
            return epoch % everyEpochs == 0 || epoch == epochs;
        }

        @Override
        public Map<String, Double> measure(Inputs inputs) {
            Tensor drawn = inputs.samples().apply(samples);
            Tensor chooses = rows(inputs.heldOut(), validation, drawn);
            Tensor test = rows(inputs.testing(), TEST_IMAGES, drawn);
            ParzenScore score = ParzenWindow.of(drawn).score(chooses, test);
            return Map.of(
                    "parzen", score.mean(),
                    "parzenError", score.standardError(),
                    "parzenSigma", score.sigma(),
                    "parzenValidation", score.validationMean());
        }

        private static Tensor rows(Dataset set, int most, Tensor beside) {
            return ExampleRows.rows(set, 0, Math.min(most, set.size())).to(beside.device());
        }
    }

    /**
     * The Parzen-window log-likelihood over folds, as the paper measures the Toronto faces (Goodfellow et al.
     * 2014, table 1): the test images are divided into folds, σ is chosen for each fold anew, on the next one,
     * and the error is that of the mean across folds. {@code parzen}, in nats, {@code parzenError} = sd/√folds,
     * {@code parzenSigma}, the mean of the widths, and {@code parzenSigma1}, {@code parzenSigma2}, …
     *
     * <p>Of fewer test images than folds each is a fold; of one alone σ is chosen on the images held out, and
     * the error is 0.
     *
     * @param everyEpochs at least 1
     * @param samples drawn from the generator; 10,000 in the paper
     * @param folds at least 2; 5 of the Toronto faces
     */
    record ParzenFolds(int everyEpochs, int samples, int folds) implements GeneratorMetric {

        /** Refuses counts below 1, and fewer than two folds. */
        public ParzenFolds {
            if (everyEpochs < 1 || samples < 2 || folds < 2) {
                throw Check.error(
                        "A Parzen metric over folds needs epochs above 0, two samples and two folds",
                        "every "
                                + everyEpochs
                                + " epochs, "
                                + samples
                                + " samples, "
                                + folds
                                + " folds",
                        "The paper has 10,000 samples and 5 folds");
            }
        }

        @Override
        public List<String> names() {
            return Stream.concat(
                            Stream.of("parzen", "parzenError", "parzenSigma"),
                            IntStream.rangeClosed(1, folds).mapToObj(fold -> "parzenSigma" + fold))
                    .toList();
        }

        @Override
        public boolean isDue(int epoch, int epochs) {
            return epoch % everyEpochs == 0 || epoch == epochs;
        }

        @Override
        public Map<String, Double> measure(Inputs inputs) {
            Tensor drawn = inputs.samples().apply(samples);
            ParzenWindow window = ParzenWindow.of(drawn);
            int count = Math.min(folds, inputs.testing().size());
            double[] means = new double[count];
            Map<String, Double> figures = new TreeMap<>();
            double sigmas = 0;
            for (int fold = 0; fold < count; fold++) {
                Tensor chooses =
                        count == 1
                                ? rows(inputs.heldOut(), 0, inputs.heldOut().size(), drawn)
                                : part(inputs.testing(), (fold + 1) % count, count, drawn);
                ParzenScore score =
                        window.score(chooses, part(inputs.testing(), fold, count, drawn));
                means[fold] = score.mean();
                sigmas += score.sigma() / count;
                figures.put("parzenSigma" + (fold + 1), score.sigma());
            }
            double mean = Arrays.stream(means).sum() / count;
            double squares = Arrays.stream(means).map(each -> (each - mean) * (each - mean)).sum();
            figures.put("parzen", mean);
            figures.put("parzenError", count == 1 ? 0 : Math.sqrt(squares / (count - 1) / count));
            figures.put("parzenSigma", sigmas);
            return figures;
        }

        private static Tensor part(Dataset set, int fold, int folds, Tensor beside) {
            int from = (int) ((long) fold * set.size() / folds);
            int to = (int) ((long) (fold + 1) * set.size() / folds);
            return rows(set, from, to - from, beside);
        }

        private static Tensor rows(Dataset set, int from, int count, Tensor beside) {
            return ExampleRows.rows(set, from, count).to(beside.device());
        }
    }

    /**
     * How far samples are from a data set whose density is known: {@code divergence}, the
     * Jensen–Shannon divergence in nats over a grid of cells, {@code modes} that at least a quarter
     * of their share of samples fall to, and {@code near}, the share of samples within three
     * deviations of a mode.
     *
     * @param samples drawn from the generator
     */
    record Density(int samples) implements GeneratorMetric {

        /** Refuses fewer than one. */
        public Density {
            if (samples < 1) {
                throw Check.error(
                        "A Density metric needs samples", "samples=" + samples, "Give 10,000");
            }
        }

        @Override
        public List<String> names() {
            return List.of("divergence", "modes", "near");
        }

        @Override
        public Map<String, Double> measure(Inputs inputs) {
            MixtureFit fit =
                    MixtureFit.of(
                            GaussianMixture.named(inputs.set()),
                            inputs.samples().apply(samples).toFloats());
            return Map.of(
                    "divergence", fit.divergence(),
                    "modes", (double) fit.modes(),
                    "near", fit.near());
        }
    }
}
