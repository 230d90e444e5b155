package dev.hearth.papers.weightnorm;

import dev.hearth.experiments.Budgets;
import dev.hearth.experiments.claim.Claim;
import dev.hearth.nn.Layer;
import dev.hearth.optim.loss.Likelihood;
import dev.hearth.optim.loss.NegativeElbo;
import dev.hearth.optim.loss.Posterior;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.zoo.weightnorm.ConvVae;
import dev.hearth.zoo.weightnorm.SpatialVae;

/** What the variational autoencoders of §5.2 learn, with which net, for how long. */
enum VaeImages {
    /** Bernoulli, in nats an image. */
    MNIST(
            "mnist",
            "testLoss",
            "nats an image",
            784 * Math.log(2),
            90,
            new Claim(
                    "WN-6",
                    "with weight normalisation the convolutional variational autoencoder learns more"
                            + " per example, and ends better",
                    "§5.2, fig. 3: MNIST and CIFAR-10")) {
        @Override
        int epochs(Budget budget) {
            return Budgets.pick(budget, 2, 8, 30, 100);
        }

        @Override
        DatasetSpec corpus(String set, Budget budget) {
            return Budgets.part(
                    set, budget, new int[] {300, 200}, new int[] {16_000, 2_000}, new int[2]);
        }

        @Override
        Layer net(Budget budget) {
            return Budgets.pick(
                    budget,
                    new ConvVae(28, 1, LATENT, 2),
                    new ConvVae(28, 1, LATENT, 2),
                    new ConvVae(28, 1, LATENT, 2, FLOWS),
                    new ConvVae(28, 1, LATENT, 1, FLOWS));
        }

        @Override
        NegativeElbo bound(Budget budget) {
            return new NegativeElbo(
                    LATENT,
                    Likelihood.BERNOULLI,
                    Budgets.pick(
                            budget,
                            Posterior.GAUSSIAN,
                            Posterior.GAUSSIAN,
                            Posterior.DRAWN,
                            Posterior.DRAWN));
        }

        @Override
        int images(Budget budget) {
            return Budgets.pick(
                    budget,
                    corpus("mnist", budget).training(),
                    corpus("mnist", budget).training(),
                    60_000,
                    60_000);
        }

        @Override
        String about(Budget budget) {
            String small = "§5.2 at half width, without the autoregressive flow; the code's size";
            return Budgets.pick(
                    budget,
                    small,
                    small,
                    "§5.2 at half width; two steps of the autoregressive flow and the code's size are"
                            + " ours",
                    "§5.2; two steps of the autoregressive flow and the code's size are ours");
        }
    },
    /** A discretised logistic, in bits a dimension. */
    CIFAR_10(
            "cifar-10",
            "testBits",
            "bits a dimension",
            8,
            4.5,
            new Claim(
                    "WN-6",
                    "so too on CIFAR-10, with a discretised logistic",
                    "§5.2, fig. 3: MNIST and CIFAR-10")) {
        @Override
        int epochs(Budget budget) {
            return Budgets.pick(budget, 1, 12, 40, 100);
        }

        @Override
        DatasetSpec corpus(String set, Budget budget) {
            return Budgets.part(
                    set,
                    budget,
                    new int[] {400, 200},
                    new int[] {10_000, 1_000},
                    new int[] {10_000, 0});
        }

        @Override
        SpatialVae net(Budget budget) {
            return switch (budget) {
                case SMOKE -> new SpatialVae(32, 6, 8, 4, 1);
                case SHORT, EVIDENCE -> new SpatialVae(32, 6, 24, 8, 1);
                case PAPER -> new SpatialVae(32, 6, 160, 32, 2);
            };
        }

        @Override
        NegativeElbo bound(Budget budget) {
            return new NegativeElbo(net(budget).latent(), Likelihood.DISCRETIZED_LOGISTIC);
        }

        @Override
        int images(Budget budget) {
            return budget == Budget.PAPER ? 50_000 : corpus("cifar-10", budget).training();
        }

        @Override
        String about(Budget budget) {
            return budget == Budget.PAPER
                    ? "160 maps and 32 of code as in its source's code; one layer of code, no flow"
                    : "the same, narrower: budget";
        }
    };

    private static final int LATENT = 32;
    private static final int FLOWS = 2;

    private final String set;
    private final String metric;
    private final String unit;
    private final double guess;
    private final double enough;
    private final Claim claim;

    VaeImages(String set, String metric, String unit, double guess, double enough, Claim claim) {
        this.set = set;
        this.metric = metric;
        this.unit = unit;
        this.guess = guess;
        this.enough = enough;
        this.claim = claim;
    }

    String set() {
        return set;
    }

    /** The bound in the unit that the literature gives for these images. */
    String metric() {
        return metric;
    }

    String unit() {
        return unit;
    }

    /** The bound of one who says half of each pixel, or each of 256 levels alike. */
    double guess() {
        return guess;
    }

    /** Above this bound a net is too young to refute: such nets end lower. */
    double enough() {
        return enough;
    }

    Claim claim() {
        return claim;
    }

    abstract int epochs(Budget budget);

    abstract DatasetSpec corpus(String set, Budget budget);

    abstract Layer net(Budget budget);

    abstract NegativeElbo bound(Budget budget);

    abstract int images(Budget budget);

    abstract String about(Budget budget);
}
