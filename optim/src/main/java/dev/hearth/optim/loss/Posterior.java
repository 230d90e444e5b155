package dev.hearth.optim.loss;

import dev.hearth.tensor.Tensor;

/** In which form an encoder says how the code is distributed, given the image: q(z|x). */
public enum Posterior {
    /** As μ, then log σ², of N(μ, σ²): the divergence from N(0, 1) is ½ Σ (μ² + σ² − log σ² − 1). */
    GAUSSIAN {
        @Override
        Tensor divergence(Tensor first, Tensor second) {
            return first.square().add(second.exp()).sub(second).sub(1).sum().mul(0.5);
        }
    },
    /**
     * As the drawn z, then the logarithm of its density, a share for each coordinate, whatever the
     * distribution: Σ log q + ½ Σ (z² + log 2π), which is the divergence on average over draws (Kingma
     * et al. 2016, §3, for autoregressive flows).
     */
    DRAWN {
        @Override
        Tensor divergence(Tensor first, Tensor second) {
            return first.square().add(Math.log(2 * Math.PI)).mul(0.5).add(second).sum();
        }
    };

    /** In nats, the sum over the batch. */
    abstract Tensor divergence(Tensor first, Tensor second);
}
