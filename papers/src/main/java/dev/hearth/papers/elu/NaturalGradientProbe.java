package dev.hearth.papers.elu;

import dev.hearth.data.Dataset;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.task.PostTrainingMetric;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How near the plain gradient points to the unit natural gradient (Clevert et al. 2015, §2),
 * computed exactly for the units of one layer.
 *
 * <p>For a unit with inputs z (with a 1 for the bias) and backpropagated error δ, the gradient is g =
 * E[δz], the Fisher matrix restricted to the unit's weights F = E[δ²zzᵀ], the unit natural gradient
 * F⁻¹g. The figure is the mean over the layer's units of cos(g, (F + λI)⁻¹g), where λ is 10⁻³ of F's
 * mean eigenvalue, since F is singular where inputs are never active. Units that no example moves
 * (δ = 0 throughout) have no gradient and are left out; their count is told. At most 64 units, evenly
 * spaced over the layer, on 3,000 training images.
 *
 * @param layer which hidden layer, from 2
 */
record NaturalGradientProbe(int layer) implements PostTrainingMetric {

    private static final int EXAMPLES = 3_000;
    private static final int UNITS = 64;
    private static final double DAMPING = 1e-3;

    @Override
    public Map<String, Double> look(Model network, DatasetProvider.Sets sets, Seed seed) {
        Dataset set = sets.training();
        int count = Math.min(EXAMPLES, set.size());
        int pixels = set.pixels().count();
        float[] images = new float[count * pixels];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            set.read(i, images, i * pixels);
            labels[i] = set.label(i);
        }
        Device device = network.parameters().values().device();
        Map<String, Tensor> seen = new HashMap<>();
        String sum = "sum " + layer;
        Tensor logits =
                network.apply(
                        Tensor.of(images, network.in().batch(count)).to(device),
                        Context.testing(seed)
                                .observedBy(
                                        (tap, x) ->
                                                seen.put(
                                                        tap,
                                                        tap.equals(sum) ? x.retainGrad() : x)));
        network.parameters().clearGradients();
        Functional.crossEntropy(logits, Tensor.ofLabels(labels, count).to(device), 0).backward();
        network.parameters().clearGradients();
        try (var quiet = NoGrad.open()) {
            // The loss is a mean: times the count, each row is that example's own error.
            Tensor errors = seen.get(sum).grad().orElseThrow().mul(count).to(DType.FLOAT64);
            Tensor below = seen.get("hidden " + (layer - 1)).detach().to(DType.FLOAT64);
            Tensor inputs = Tensor.concat(1, below, below.narrow(1, 0, 1).filledLike(1));
            double[] cosines = cosines(inputs, errors);
            double mean =
                    Arrays.stream(cosines).filter(Double::isFinite).average().orElse(Double.NaN);
            long still = Arrays.stream(cosines).filter(c -> !Double.isFinite(c)).count();
            return Map.of("naturalGradientCosine", mean, "unitsWithoutGradient", (double) still);
        }
    }

    /**
     * The cosine for some units; NaN for a unit without a gradient.
     *
     * @param inputs z, [examples × inputs]
     * @param errors δ, [examples × units]
     */
    static double[] cosines(Tensor inputs, Tensor errors) {
        return cosines(inputs, errors, UNITS, DAMPING);
    }

    /**
     * The same for other counts of units, with another damping.
     *
     * @param most units, evenly spaced
     * @param damping λ, in mean eigenvalues of F
     */
    static double[] cosines(Tensor inputs, Tensor errors, int most, double damping) {
        int units = (int) Math.min(most, errors.size(1));
        long every = errors.size(1) / units;
        long examples = inputs.size(0);
        int size = (int) inputs.size(1);
        double[] diagonal = new double[size * size];
        for (int i = 0; i < size; i++) {
            diagonal[i * (size + 1)] = 1;
        }
        Tensor identity = Tensor.of(diagonal, size, size).to(inputs.device());
        double[] cosines = new double[units];
        for (int i = 0; i < units; i++) {
            long unit = i * every;
            try (var scope = dev.hearth.tensor.Scope.open()) {
                Tensor scaled = inputs.mul(errors.narrow(1, unit, 1));
                Tensor gradient = scaled.mean(Tensor.Keep.DIMENSIONS, 0).transpose(0, 1);
                Tensor fisher = scaled.transpose(0, 1).matmul(scaled).div(examples);
                double mean = scaled.square().sum().item() / examples / inputs.size(1);
                if (mean == 0) {
                    cosines[i] = Double.NaN;
                    continue;
                }
                Tensor damped = fisher.add(identity.mul(damping * mean));
                Tensor natural = damped.solve(gradient);
                cosines[i] =
                        gradient.mul(natural).sum().item()
                                / (gradient.norm().item() * natural.norm().item());
            }
        }
        return cosines;
    }
}
