package dev.hearth.bench;

import static dev.hearth.train.recipe.Origin.ours;

import dev.hearth.nn.Shape;
import dev.hearth.optim.Adamax;
import dev.hearth.optim.loss.Likelihood;
import dev.hearth.optim.loss.NegativeElbo;
import dev.hearth.train.recipe.Objective;
import dev.hearth.train.recipe.ParameterStart;
import dev.hearth.zoo.weightnorm.ConvVae;
import java.util.ArrayList;
import java.util.List;

/** A training step of weight normalisation's variational autoencoder, beside the same on the presets. */
final class VaeSteps implements Measurement {

    static final String GROUP = "VAE step";
    static final int LATENT = 32;
    private static final ConvVae NET = new ConvVae(28, 1, LATENT, 1);
    private static final double RATE = 0.002;
    private static final double WANTED = 1.2;

    @Override
    public String about() {
        return "The convolutional variational autoencoder of weight normalisation's paper (§5.2: residual blocks"
                + " of 16, 32 and 32 maps with ELU, 450 hidden units, and the mirror image; 32 latent"
                + " numbers) on MNIST-shaped images, batch 100, Adamax: the real trainer over the"
                + " real task beside the same step of the presets' functions, in two layouts, with Adamax"
                + " as PyTorch has it in Python, since libtorch has none.";
    }

    /** All sides, from the same weights; the first is Hearth's. */
    static List<Contender> sides(Work work, BoundParts.Noise noise) {
        HearthContender hearth = hearth(work);
        List<Contender> sides = new ArrayList<>(List.of(hearth));
        for (PresetsConvolutions.Layout layout : PresetsConvolutions.Layout.values()) {
            sides.add(new PresetsVae(work, hearth, layout, noise, RATE));
        }
        return sides;
    }

    static HearthContender hearth(Work work) {
        return new HearthContender(
                work,
                HearthContender.recipe(work, NET, new Adamax(), RATE)
                        .objective(Objective.RECONSTRUCT, ours("measured"))
                        .loss(new NegativeElbo(LATENT, Likelihood.BERNOULLI), ours("measured"))
                        .start(
                                new ParameterStart.FromImages(
                                        Math.min(100, work.data().size()), false),
                                ours("measured"))
                        .build());
    }

    /** Of a step: forward, and backward by weights and, but for the first layer, by inputs. */
    static double flops(int batch) {
        double all = NET.cost(new Shape.Image(1, 28, 28)).multiplyAdds();
        return 2.0 * batch * (3 * all - 28.0 * 28 * 16 * 9);
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        Work work = Work.mnist(100, 3);
        return new ComparedSteps(GROUP, WANTED, false)
                .measure(
                        depth,
                        before,
                        work.steps(),
                        flops(work.batch()),
                        () -> sides(work, BoundParts.Noise.OWN));
    }
}
