package dev.hearth.papers.elu;

import dev.hearth.data.Dataset;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How near the plain gradient points to the unit natural gradient in every layer of a net, the last one's
 * logits among them, at a moment of its training, for several dampings; see {@link NaturalGradientProbe} for
 * the figure. The mean leaves layer 1 out, whose inputs are the pixels, whatever the activation.
 *
 * @param layers hidden layers of the net
 * @param examples of the training images
 * @param units of each layer, evenly spaced; a quarter of them in layer 1, whose units have the most weights
 */
record EarlyCosines(int layers, int examples, int units) {

    /** In mean eigenvalues of the Fisher matrix. */
    static final List<Double> DAMPINGS = List.of(1e-1, 1e-2, 1e-3);

    /** A layer's figure after so many epochs. */
    static String figure(int epochs, int layer, double damping) {
        return String.format(Locale.ROOT, "cosine %d layer %d at %s", epochs, layer, damping);
    }

    /** The mean over the layers but the first. */
    static String mean(int epochs, double damping) {
        return String.format(Locale.ROOT, "cosine %d at %s", epochs, damping);
    }

    /** All figures of a net after so many epochs. */
    Map<String, Double> of(Model network, Dataset training, int epochs, Seed seed) {
        int count = Math.min(examples, training.size());
        int pixels = training.pixels().count();
        float[] images = new float[count * pixels];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            training.read(i, images, i * pixels);
            labels[i] = training.label(i);
        }
        Map<String, Double> figures = new TreeMap<>();
        try (var scope = Scope.open()) {
            Device device = network.parameters().values().device();
            Map<String, Tensor> seen = new HashMap<>();
            Tensor input = Tensor.of(images, network.in().batch(count)).to(device);
            Tensor logits =
                    network.apply(
                                    input,
                                    Context.testing(seed)
                                            .observedBy(
                                                    (tap, x) ->
                                                            seen.put(
                                                                    tap,
                                                                    tap.startsWith("sum ")
                                                                            ? x.retainGrad()
                                                                            : x)))
                            .retainGrad();
            seen.put("hidden 0", input.flatten(1));
            seen.put("sum " + (layers + 1), logits);
            network.parameters().clearGradients();
            Functional.crossEntropy(logits, Tensor.ofLabels(labels, count).to(device), 0)
                    .backward();
            network.parameters().clearGradients();
            try (var quiet = NoGrad.open()) {
                for (int layer = 1; layer <= layers + 1; layer++) {
                    // The loss is a mean: times the count, each row is that example's own error.
                    Tensor errors =
                            seen.get("sum " + layer)
                                    .grad()
                                    .orElseThrow()
                                    .mul(count)
                                    .to(DType.FLOAT64);
                    Tensor below = seen.get("hidden " + (layer - 1)).detach().to(DType.FLOAT64);
                    Tensor inputs = Tensor.concat(1, below, below.narrow(1, 0, 1).filledLike(1));
                    int most = layer == 1 ? Math.max(1, units / 4) : units;
                    for (double damping : DAMPINGS) {
                        double[] cosines =
                                NaturalGradientProbe.cosines(inputs, errors, most, damping);
                        figures.put(
                                figure(epochs, layer, damping),
                                Arrays.stream(cosines)
                                        .filter(Double::isFinite)
                                        .average()
                                        .orElse(Double.NaN));
                    }
                }
            }
        }
        for (double damping : DAMPINGS) {
            double sum = 0;
            for (int layer = 2; layer <= layers + 1; layer++) {
                sum += figures.get(figure(epochs, layer, damping));
            }
            figures.put(mean(epochs, damping), sum / layers);
        }
        return figures;
    }
}
