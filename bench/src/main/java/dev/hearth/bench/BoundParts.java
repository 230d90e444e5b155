package dev.hearth.bench;

import dev.hearth.nn.Context;
import dev.hearth.tensor.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** What variational autoencoders on the presets share: the noise of the code, and the bound. */
final class BoundParts {

    /** libtorch's number of a reduction by a sum. */
    private static final long SUM = 2;

    private BoundParts() {}

    /** Whose random numbers. */
    enum Noise {
        /** The presets' own. */
        OWN,
        /** Hearth's of the same step, so that both sides have the same losses. */
        HEARTHS;

        /** Standard normal numbers of a step. */
        Tensor of(Work work, int step, long... shape) {
            if (this == OWN) {
                return torch.randn(shape);
            }
            try (var scope = Scope.open()) {
                Context pass = Context.training(work.seed().child("pass").child("net").child(step));
                return Tensor.create(pass.chance().normal(0, 1, shape).toFloats(), shape);
            }
        }
    }

    /** In nats an image: of Bernoulli pixels given as logits, and of a Gaussian code. */
    static Tensor of(Tensor logits, Tensor images, Tensor mean, Tensor logVariance) {
        double share = 1.0 / images.size(0);
        Tensor surprise =
                torch.binary_cross_entropy_with_logits(
                        logits, images, new TensorOptional(), new TensorOptional(), SUM);
        Tensor divergence =
                mean.square()
                        .add(logVariance.exp())
                        .sub(logVariance)
                        .sub(new Scalar(1.0))
                        .sum()
                        .mul(new Scalar(0.5));
        return surprise.add(divergence).mul(new Scalar(share));
    }
}
