package dev.hearth.zoo.fmp;

import static dev.hearth.nn.layers.Layers.fixedCountDropout;
import static dev.hearth.nn.layers.Layers.flatten;
import static dev.hearth.nn.layers.Layers.leakyRelu;
import static dev.hearth.nn.layers.Layers.maxPool;
import static dev.hearth.nn.layers.Layers.stochasticPool;

import dev.hearth.nn.Composite;
import dev.hearth.nn.Initializer;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.GrahamUniform;
import dev.hearth.nn.init.HeNormal;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Conv2d;
import dev.hearth.nn.layers.FractionalMaxPool2d;
import dev.hearth.nn.layers.IncrementDraw;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.Padding;
import dev.hearth.nn.layers.RegionConvention;
import dev.hearth.nn.layers.RegionOverlap;
import dev.hearth.nn.layers.Sequence;
import dev.hearth.tensor.Check;
import dev.hearth.zoo.fmp.FmpNotation.Convolution;
import dev.hearth.zoo.fmp.FmpNotation.Fractional;
import dev.hearth.zoo.fmp.FmpNotation.Kind;
import dev.hearth.zoo.fmp.FmpNotation.Piece;
import dev.hearth.zoo.fmp.FmpNotation.Whole;
import java.util.ArrayList;
import java.util.List;

/**
 * A net in the author's notation (Graham 2014, §3), with what the notation leaves open: an activation
 * behind each convolution; before convolution i of I, counted from 0, dropout of an exact share
 * rate·i/(I − 1) of the features; at the end a linear layer.
 *
 * <p>Square image of {@link #in} → vector [classes].
 *
 * <pre>{@code
 * FmpNet net = new FmpNet("(32nC2-FMP√2)6-C2-C1-out", 10)
 *         .drawing(RegionOverlap.OVERLAPPING, IncrementDraw.RANDOM);
 * Shape in = net.in(1);                         // 1×36×36
 * long parameters = net.cost(in).parameters();  // 519,946
 * }</pre>
 *
 * @param notation see {@link FmpNotation}
 * @param classes at least 2
 * @param windows whether fractional pooling regions share cells
 * @param draw how regions are drawn
 * @param convention the rule of the regions
 * @param dropRate of the last convolution's input, in [0, 1)
 * @param start initialisation of the weights
 * @param activation behind each convolution
 */
public record FmpNet(
        String notation,
        int classes,
        RegionOverlap windows,
        IncrementDraw draw,
        RegionConvention convention,
        double dropRate,
        FmpInitialization start,
        Layer activation)
        implements Composite {

    /** The slope of the author's leaky ReLU. */
    public static final double SLOPE = 0.333;

    /** Refuses a text that is no net, and fewer than two classes. */
    public FmpNet {
        FmpNotation.parse(notation);
        if (classes < 2 || !(dropRate >= 0 && dropRate < 1)) {
            throw Check.error(
                    "FmpNet needs at least 2 classes and 0 ≤ dropRate < 1",
                    "classes=" + classes + ", dropRate=" + dropRate,
                    "Use 0.5 as on CIFAR-10, or 0");
        }
    }

    /** Random overlapping regions of the author's code, no dropout, leaky ReLU of slope 0.333. */
    public FmpNet(String notation, int classes) {
        this(
                notation,
                classes,
                RegionOverlap.OVERLAPPING,
                IncrementDraw.RANDOM,
                RegionConvention.AUTHOR_CODE,
                0,
                FmpInitialization.PUBLISHED,
                leakyRelu(SLOPE));
    }

    /** The same with other regions. */
    public FmpNet drawing(RegionOverlap regions, IncrementDraw how) {
        return new FmpNet(notation, classes, regions, how, convention, dropRate, start, activation);
    }

    /** The same with another rule of the regions. */
    public FmpNet convention(RegionConvention whose) {
        return new FmpNet(notation, classes, windows, draw, whose, dropRate, start, activation);
    }

    /** The same with dropout that grows from 0 to a rate in [0, 1). */
    public FmpNet dropping(double rate) {
        return new FmpNet(notation, classes, windows, draw, convention, rate, start, activation);
    }

    /** The same with another initialisation. */
    public FmpNet starting(FmpInitialization how) {
        return new FmpNet(notation, classes, windows, draw, convention, dropRate, how, activation);
    }

    /** The same with another activation. */
    public FmpNet activated(Layer layer) {
        return new FmpNet(notation, classes, windows, draw, convention, dropRate, start, layer);
    }

    /** The image that it takes, with the side that the notation needs. */
    public Shape.Image in(int channels) {
        int side = FmpNotation.parse(notation).field();
        return new Shape.Image(channels, side, side);
    }

    @Override
    public Layer body() {
        FmpNotation net = FmpNotation.parse(notation);
        List<Layer> layers = new ArrayList<>();
        int convolutions = net.convolutions();
        int number = 0;
        for (int i = 0; i < net.pieces().size(); i++) {
            Piece piece = net.pieces().get(i);
            if (piece instanceof Convolution convolution) {
                double rate = number == 0 ? 0 : dropRate * number / (convolutions - 1);
                if (rate > 0) {
                    layers.add(fixedCountDropout(rate));
                }
                Piece next = i + 1 < net.pieces().size() ? net.pieces().get(i + 1) : piece;
                layers.add(
                        new Conv2d(convolution.filters(), convolution.kernel())
                                .padding(Padding.VALID)
                                .starting(weights(next.factor())));
                layers.add(activation);
                number++;
            } else {
                layers.add(pool(piece));
            }
        }
        layers.add(flatten());
        layers.add(new Linear(classes, Bias.YES, weights(1), Constant.ZERO));
        return new Sequence(layers);
    }

    private Layer pool(Piece piece) {
        if (piece instanceof Whole whole) {
            return whole.kind() == Kind.MAXIMUM
                    ? maxPool(whole.size(), whole.stride())
                    : stochasticPool(whole.size(), whole.stride());
        }
        return new FractionalMaxPool2d(((Fractional) piece).ratio(), windows, draw)
                .convention(convention);
    }

    /** By the factor of the pooling behind the layer. */
    private Initializer weights(double factor) {
        return start == FmpInitialization.PUBLISHED
                ? new GrahamUniform(factor)
                : new HeNormal(Math.sqrt(1.8));
    }
}
