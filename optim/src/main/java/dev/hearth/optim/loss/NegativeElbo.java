package dev.hearth.optim.loss;

import dev.hearth.tensor.Tensor;
import java.util.Objects;

/**
 * What a variational autoencoder makes small (Kingma and Welling 2014): in nats an image,
 * −log p(x|z) for one z drawn from q(z|x), plus KL(q ‖ N(0, 1)). On average it is above −log p(x).
 *
 * <p>Output: [batch, outputs + 2·latent]: what the decoder says, then what the encoder says of the
 * code. Target: [batch, numbers] in [0, 1].
 *
 * <pre>{@code
 * Loss loss = new NegativeElbo(32, Likelihood.BERNOULLI);
 * }</pre>
 *
 * @param latent count of latent numbers, above 0
 * @param likelihood what the decoder says of each number
 * @param posterior in which form the encoder says how the code is distributed
 */
public record NegativeElbo(int latent, Likelihood likelihood, Posterior posterior) implements Loss {

    /** Refuses a code of nothing. */
    public NegativeElbo {
        Objects.requireNonNull(likelihood, "likelihood");
        Objects.requireNonNull(posterior, "posterior");
        if (latent < 1) {
            throw new IllegalArgumentException(
                    "NegativeElbo needs at least one latent number. Received: latent="
                            + latent
                            + ". Use 32.");
        }
    }

    /**
     * With a Gaussian code.
     *
     * @param latent count of latent numbers, above 0
     * @param likelihood what the decoder says of each number
     */
    public NegativeElbo(int latent, Likelihood likelihood) {
        this(latent, likelihood, Posterior.GAUSSIAN);
    }

    /**
     * Nats of an image as bits of each of its numbers: nats/(numbers·ln 2).
     *
     * @param nats an image
     * @param numbers of an image, above 0
     * @return bits a dimension
     */
    public static double bits(double nats, long numbers) {
        return nats / (numbers * Math.log(2));
    }

    /**
     * The part of the bound that the code costs.
     *
     * @param output of the net
     * @param numbers of an image
     * @return KL(q ‖ N(0, 1)) in nats an image, the mean over the batch
     */
    public Tensor divergence(Tensor output, long numbers) {
        long said = likelihood.outputs(numbers);
        Tensor first = output.narrow(1, said, latent);
        Tensor second = output.narrow(1, said + latent, latent);
        return posterior.divergence(first, second).div((double) output.size(0));
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
                    "NegativeElbo of "
                            + latent
                            + " latent numbers needs "
                            + (said + 2L * latent)
                            + " outputs an image. Received: "
                            + output
                            + ". End in what the decoder says, then two numbers for each of the code.");
        }
        Tensor surprise = likelihood.surprise(output.narrow(1, 0, said), target);
        return surprise.add(divergence(output, target.size(1)));
    }
}
