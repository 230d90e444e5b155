package dev.hearth.zoo.together;

import static dev.hearth.nn.layers.Layers.concat;
import static dev.hearth.nn.layers.Layers.dropout;
import static dev.hearth.nn.layers.Layers.elu;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.maxPool;
import static dev.hearth.nn.layers.Layers.named;
import static dev.hearth.nn.layers.Layers.relu;
import static dev.hearth.nn.layers.Layers.residual;
import static dev.hearth.nn.layers.Layers.sequence;
import static dev.hearth.nn.layers.Layers.weightNorm;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.HeNormal;
import dev.hearth.nn.init.Normal;
import dev.hearth.nn.layers.BatchNorm;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Conv2d;
import dev.hearth.nn.layers.FractionalMaxPool2d;
import dev.hearth.nn.layers.IncrementDraw;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.MeanOnlyBatchNorm;
import dev.hearth.nn.layers.Reduction;
import dev.hearth.tensor.Check;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * A net for small images in which four papers' ideas can be combined: five stages, each a 3×3 convolution
 * and a block of Inception-ResNet's kind (Szegedy et al. 2016, fig. 16), then the mean over all places,
 * dropout, and a linear layer. Stage k of 0 to 4 has width·(2 + k)/2 channels, rounded.
 *
 * <p>The last stage's side is a quarter of the image's in either pooling. With {@link
 * Idea#FRACTIONAL_POOLING} the sides are chained backwards from it, √2 a step: 32, 23, 16, 11, 8. Without,
 * they are 32, 32, 16, 16, 8. At equal widths all other ideas cost no multiply-add; {@link #ofCost} chooses
 * the width so that this one does not either.
 *
 * <p>Image [channels × side × side] → vector [classes].
 *
 * <pre>{@code
 * Set<Idea> all = EnumSet.allOf(Idea.class);
 * CombinedNet net = CombinedNet.ofCost(16_000_000, new Shape.Image(3, 32, 32), 10, all);
 * long multiplyAdds = net.cost(new Shape.Image(3, 32, 32)).multiplyAdds();
 * }</pre>
 *
 * @param side of the images, a multiple of 4, 16 or more
 * @param width channels of the first stage, 8 or more; a fraction widens the later stages alone
 * @param classes at least 2
 * @param ideas what is combined; their rivals take the places of the others
 * @param scale of the residuals, with {@link Idea#SCALED_RESIDUAL}
 * @param dropRate before the logits and, at half the rate, before stages 2 and 4
 * @param draw how fractional pooling draws its regions: afresh in each pass, or as increments of one
 *     rational line
 */
public record CombinedNet(
        int side,
        double width,
        int classes,
        Set<Idea> ideas,
        double scale,
        double dropRate,
        IncrementDraw draw)
        implements Composite {

    private static final int STAGES = 5;
    private static final double NARROWEST = 8;

    /** How finely {@link #ofCost} chooses. */
    private static final double STEP = 0.125;

    /** Inception-ResNet's middle: §3.3 names 0.1 to 0.3. */
    private static final double SCALE = 0.2;

    /** Copies the set, and refuses what has no stages. */
    public CombinedNet {
        EnumSet<Idea> some = EnumSet.noneOf(Idea.class);
        some.addAll(ideas);
        ideas = Collections.unmodifiableSet(some);
        if (ideas.contains(Idea.MEAN_ONLY_BATCH_NORM) && !ideas.contains(Idea.WEIGHT_NORM)) {
            throw Check.error(
                    "CombinedNet has mean-only batch norm behind normalised weights",
                    "ideas=" + ideas,
                    "Add WEIGHT_NORM, or leave MEAN_ONLY_BATCH_NORM out");
        }
        if (side < 16
                || side % 4 != 0
                || !(width >= NARROWEST)
                || Double.isInfinite(width)
                || classes < 2) {
            throw Check.error(
                    "CombinedNet needs a side of 16 or more that is a multiple of 4, a width of "
                            + NARROWEST
                            + " or more, and at least 2 classes",
                    "side=" + side + ", width=" + width + ", classes=" + classes,
                    "Use 32, 32 and 10 for CIFAR-10");
        }
    }

    /** With residuals scaled by 0.2, random regions and no dropout. */
    public CombinedNet(int side, double width, int classes, Set<Idea> ideas) {
        this(side, width, classes, ideas, SCALE, 0, IncrementDraw.RANDOM);
    }

    /** The same with dropout. */
    public CombinedNet dropping(double rate) {
        return new CombinedNet(side, width, classes, ideas, scale, rate, draw);
    }

    /** The same with pooling regions of another kind. */
    public CombinedNet drawing(IncrementDraw how) {
        return new CombinedNet(side, width, classes, ideas, scale, dropRate, how);
    }

    /**
     * The net with the width whose multiply-adds are nearest to a number.
     *
     * @param multiplyAdds for one image
     * @param in square images
     */
    public static CombinedNet ofCost(
            long multiplyAdds, Shape.Image in, int classes, Set<Idea> ideas) {
        IntFunction<CombinedNet> steps =
                n -> new CombinedNet(in.height(), NARROWEST + n * STEP, classes, ideas);
        int below = 0;
        int above = 1;
        while (steps.apply(above).cost(in).multiplyAdds() < multiplyAdds) {
            below = above;
            above *= 2;
        }
        while (above - below > 1) {
            int middle = (below + above) / 2;
            if (steps.apply(middle).cost(in).multiplyAdds() < multiplyAdds) {
                below = middle;
            } else {
                above = middle;
            }
        }
        long under = multiplyAdds - steps.apply(below).cost(in).multiplyAdds();
        long over = steps.apply(above).cost(in).multiplyAdds() - multiplyAdds;
        return steps.apply(Math.abs(under) <= over ? below : above);
    }

    @Override
    public Layer body() {
        List<Layer> layers = new ArrayList<>();
        for (int stage = 0; stage < STAGES; stage++) {
            int channels = (int) Math.round(width * (2 + stage) / 2);
            if (stage > 0) {
                pool(stage).forEach(layers::add);
            }
            layers.add(
                    named(
                            "stage" + stage,
                            sequence(unit(channels, 3), named("block", block(channels)))));
        }
        layers.add(globalAvgPool());
        layers.add(dropout(dropRate));
        layers.add(named("head", head()));
        return sequence(layers.toArray(Layer[]::new));
    }

    /** What lies between a stage and the one before. */
    private List<Layer> pool(int stage) {
        List<Layer> layers = new ArrayList<>();
        boolean isHalved = stage % 2 == 0;
        if (has(Idea.FRACTIONAL_POOLING)) {
            Reduction to =
                    Reduction.to(
                            (int) Math.round(side / 4.0 * Math.pow(2, (STAGES - 1 - stage) / 2.0)));
            layers.add(new FractionalMaxPool2d(to, to).draw(draw));
        } else if (isHalved) {
            layers.add(maxPool(2, 2));
        }
        if (isHalved && dropRate > 0) {
            layers.add(dropout(dropRate / 2));
        }
        return layers;
    }

    private Layer block(int channels) {
        int narrow = Math.max(1, channels / 4);
        Layer branches =
                concat(
                        unit(narrow, 1),
                        sequence(unit(narrow, 1), unit(narrow, 3)),
                        sequence(unit(narrow, 1), unit(narrow, 3), unit(narrow, 3)));
        Layer whole = sequence(branches, normalized(channels, 1));
        return sequence(has(Idea.SCALED_RESIDUAL) ? residual(scale, whole) : whole, activation());
    }

    private Layer unit(int filters, int kernel) {
        return sequence(normalized(filters, kernel), activation());
    }

    private Layer normalized(int filters, int kernel) {
        Conv2d plain = new Conv2d(filters, kernel);
        if (!has(Idea.WEIGHT_NORM)) {
            return sequence(plain.noBias().starting(new HeNormal()), new BatchNorm());
        }
        Conv2d drawn = plain.starting(new Normal(0.05));
        return has(Idea.MEAN_ONLY_BATCH_NORM)
                ? sequence(weightNorm(drawn.noBias()), new MeanOnlyBatchNorm())
                : weightNorm(drawn);
    }

    private Layer head() {
        Bias bias = has(Idea.MEAN_ONLY_BATCH_NORM) ? Bias.NO : Bias.YES;
        Linear plain = new Linear(classes, bias, new Normal(0.05), Constant.ZERO);
        if (!has(Idea.WEIGHT_NORM)) {
            return plain;
        }
        return has(Idea.MEAN_ONLY_BATCH_NORM)
                ? sequence(weightNorm(plain), new MeanOnlyBatchNorm())
                : weightNorm(plain);
    }

    private Layer activation() {
        return has(Idea.ELU) ? elu() : relu();
    }

    private boolean has(Idea idea) {
        return ideas.contains(idea);
    }
}
