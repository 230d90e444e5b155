package dev.hearth.papers.elu;

import dev.hearth.nn.Parameters;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Projected natural gradient descent (Desjardins et al. 2015, §3, which Clevert et al. 2015, §2, begin
 * from) for a net of fully connected layers: plain gradient descent in the parameters V and d of y =
 * V·U(h − c) + d, where c is the mean of a layer's inputs h and U = (Σ + εI)^(−½) whitens them. Written
 * out for W = VU and b = d − Wc, a step of size η is
 *
 * <pre>
 * ΔW = −η (∇W − ∇b cᵀ)(Σ + εI)⁻¹        Δb = −η ∇b − ΔW c
 * </pre>
 *
 * <p>With no statistics it is plain gradient descent.
 *
 * @param layers names of the layers, as their parameters begin
 * @param damping ε, as a part of the mean variance of a layer's inputs
 */
record ProjectedGradient(List<String> layers, double damping) {

    /**
     * What whitens the inputs of one layer.
     *
     * @param mean c, [1 × inputs]
     * @param damped Σ + εI, [inputs × inputs]
     */
    record Whitening(Tensor mean, Tensor damped) {}

    ProjectedGradient {
        layers = List.copyOf(layers);
    }

    /** Of inputs of a layer, [examples × inputs]; its tensors live in the open scope. */
    Whitening whitening(Tensor inputs) {
        long examples = inputs.size(0);
        int size = (int) inputs.size(1);
        Tensor mean = inputs.mean(Tensor.Keep.DIMENSIONS, 0);
        Tensor centred = inputs.sub(mean);
        Tensor covariance = centred.transpose(0, 1).matmul(centred).div(examples);
        double variance = centred.square().mean().item();
        float[] diagonal = new float[size * size];
        for (int i = 0; i < size; i++) {
            diagonal[i * (size + 1)] = (float) (damping * variance + 1e-12);
        }
        Tensor identity = Tensor.of(diagonal, size, size).to(inputs.device());
        return new Whitening(mean, covariance.add(identity));
    }

    /**
     * One step against the gradients that are there.
     *
     * @param whitenings one for each layer, or none for plain gradient descent
     */
    void step(Parameters parameters, Optional<List<Whitening>> whitenings, double rate) {
        if (whitenings.isEmpty()) {
            parameters.values().addInPlace(parameters.gradients(), -rate);
            return;
        }
        for (int i = 0; i < layers.size(); i++) {
            try (var scope = Scope.open()) {
                Whitening white = whitenings.get().get(i);
                Tensor weight = parameters.value(layers.get(i) + ".weight");
                Tensor bias = parameters.value(layers.get(i) + ".bias");
                Tensor byBias = parameters.gradient(layers.get(i) + ".bias");
                Tensor byWeight = parameters.gradient(layers.get(i) + ".weight");
                // Rows are units: (∇W − ∇b cᵀ), then times the inverse from the right.
                Tensor centred =
                        byWeight.sub(byBias.reshape(byBias.count(), 1).matmul(white.mean()));
                Tensor step = white.damped().solve(centred.transpose(0, 1)).transpose(0, 1);
                Tensor ofMean = step.matmul(white.mean().transpose(0, 1)).flatten(0);
                weight.addInPlace(step, -rate);
                bias.addInPlace(byBias.sub(ofMean), -rate);
            }
        }
    }
}
