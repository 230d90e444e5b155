package dev.hearth.train.loss;

import dev.hearth.tensor.Tensor;

/**
 * What a variational autoencoder makes small (Kingma and Welling 2014): in nats an image,
 * −log p(x|z) for one z drawn from q(z|x) = N(μ, σ²), plus KL(q ‖ N(0, 1)) = ½ Σ (μ² + σ² − log σ² −
 * 1). On average it is above −log p(x). Divided by the count of numbers and ln 2 it is bits a
 * dimension.
 *
 * <p>Output: [batch, outputs + 2·latent]: what the decoder says, then μ, then log σ². Target: [batch,
 * numbers] in [0, 1].
 *
 * <pre>{@code
 * Loss loss = new NegativeBound(32, Likelihood.BERNOULLI);
 * }</pre>
 *
 * @param latent count of latent numbers, above 0
 * @param likelihood what the decoder says of each number
 */
public record NegativeBound(int latent, Likelihood likelihood) implements Loss {

    /** Refuses a code of nothing. */
    public NegativeBound {
        if (latent < 1) {
            throw new IllegalArgumentException(
                    "NegativeBound needs at least one latent number. Received: latent="
                            + latent
                            + ". Use 32.");
        }
    }

    @Override
    public long outputs(long numbers) {
        return likelihood.outputs(numbers) + 2L * latent;
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        long said = likelihood.outputs(target.size(1));
        if (output.dimensions() != 2 || output.size(1) != said + 2L * latent) {
            throw new IllegalArgumentException(
                    "NegativeBound of "
                            + latent
                            + " latent numbers needs "
                            + (said + 2L * latent)
                            + " outputs an image. Received: "
                            + output
                            + ". End in what the decoder says, then the mean and the log variance.");
        }
        Tensor surprise = likelihood.surprise(output.narrow(1, 0, said), target);
        Tensor mean = output.narrow(1, said, latent);
        Tensor logVariance = output.narrow(1, said + latent, latent);
        Tensor divergence =
                mean.square().add(logVariance.exp()).sub(logVariance).sub(1).sum().mul(0.5);
        return surprise.add(divergence.div((double) target.size(0)));
    }
}
