package dev.hearth.nn;

import static dev.hearth.nn.layers.Padding.VALID;

import dev.hearth.nn.init.GlorotUniform;
import dev.hearth.nn.layers.AvgPool2d;
import dev.hearth.nn.layers.AxisRegions;
import dev.hearth.nn.layers.BatchNorm;
import dev.hearth.nn.layers.BatchNormScale;
import dev.hearth.nn.layers.Concat;
import dev.hearth.nn.layers.Conv2d;
import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.FixedCountDropout;
import dev.hearth.nn.layers.FixedGain;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.nn.layers.FractionalMaxPool2d;
import dev.hearth.nn.layers.Frozen;
import dev.hearth.nn.layers.FrozenBackbone;
import dev.hearth.nn.layers.GainMode;
import dev.hearth.nn.layers.GaussianNoise;
import dev.hearth.nn.layers.GlobalAvgPool;
import dev.hearth.nn.layers.GlobalMaxPool;
import dev.hearth.nn.layers.Gru;
import dev.hearth.nn.layers.Identity;
import dev.hearth.nn.layers.IncrementDraw;
import dev.hearth.nn.layers.LeakyRelu;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.Lstm;
import dev.hearth.nn.layers.MaskedLinear;
import dev.hearth.nn.layers.MaxPool2d;
import dev.hearth.nn.layers.Maxout;
import dev.hearth.nn.layers.MaxoutChannels;
import dev.hearth.nn.layers.MeanOnlyBatchNorm;
import dev.hearth.nn.layers.Named;
import dev.hearth.nn.layers.Padding;
import dev.hearth.nn.layers.Prelu;
import dev.hearth.nn.layers.Reduction;
import dev.hearth.nn.layers.RegionConvention;
import dev.hearth.nn.layers.RegionMaxPool2d;
import dev.hearth.nn.layers.RegionOverlap;
import dev.hearth.nn.layers.RegionSharing;
import dev.hearth.nn.layers.Relu;
import dev.hearth.nn.layers.Repeat;
import dev.hearth.nn.layers.Reshape;
import dev.hearth.nn.layers.Residual;
import dev.hearth.nn.layers.Rrelu;
import dev.hearth.nn.layers.ScheduledDropout;
import dev.hearth.nn.layers.Sequence;
import dev.hearth.nn.layers.SequenceOutput;
import dev.hearth.nn.layers.SharedStemConcat;
import dev.hearth.nn.layers.ShiftedRelu;
import dev.hearth.nn.layers.Sigmoid;
import dev.hearth.nn.layers.SlopeSharing;
import dev.hearth.nn.layers.Softmax;
import dev.hearth.nn.layers.SpatialDropout;
import dev.hearth.nn.layers.SpatialPyramidPool;
import dev.hearth.nn.layers.StochasticPool2d;
import dev.hearth.nn.layers.Tanh;
import dev.hearth.nn.layers.Tap;
import dev.hearth.nn.layers.TransposedConv2d;
import dev.hearth.nn.layers.UntiedBias;
import dev.hearth.nn.layers.WeightNorm;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every layer of the vocabulary with a shape that it takes: what the layer contract is held to. */
final class Vocabulary {

    static final Shape IMAGE = new Shape.Image(4, 9, 7);
    static final Shape VECTOR = new Shape.Vector(12);

    /**
     * A line of the table.
     *
     * @param letter the layer
     * @param in a shape that it takes
     * @param refused a shape that it does not take, if there is one
     */
    record Row(Layer letter, Shape in, Optional<Shape> refused) {
        @Override
        public String toString() {
            return letter + " on " + in;
        }
    }

    private Vocabulary() {}

    /** Fresh letters each time. One line a letter, several where its options matter. */
    static List<Row> rows() {
        return Stream.of(
                        images(new Conv2d(6, 3)),
                        images(new Conv2d(3, 1).kernel(2, 4).stride(2, 3).noBias()),
                        images(new Conv2d(8, 3).dilation(2, 1).groups(2).padding(VALID)),
                        images(new Conv2d(5, 3).padding(Padding.of(2, 0, 1, 3))),
                        on(new Shape.Image(3, 1, 1), new Conv2d(2, 2)),
                        images(new TransposedConv2d(6, 5).stride(2)),
                        images(new TransposedConv2d(3, 2).stride(3).noBias()),
                        images(
                                new TransposedConv2d(6, 3)
                                        .stride(2, 3)
                                        .groups(2)
                                        .padding(Padding.of(2, 0, 1, 1))
                                        .extra(1, 2)),
                        images(new MaxPool2d(2, 2)),
                        images(new MaxPool2d(3, 2).padding(Padding.SAME)),
                        on(new Shape.Image(3, 2, 2), new MaxPool2d(2, 2)),
                        images(new AvgPool2d(3, 1).padding(Padding.SAME)),
                        images(new AvgPool2d(2, 2).padding(Padding.SAME).countingPadding()),
                        images(new StochasticPool2d(3, 2)),
                        images(new StochasticPool2d(2, 2).padding(Padding.SAME)),
                        images(fractional(1.4, RegionOverlap.OVERLAPPING, IncrementDraw.RANDOM)),
                        images(fractional(1.3, RegionOverlap.DISJOINT, IncrementDraw.PSEUDORANDOM)),
                        images(
                                fractional(
                                                1.4,
                                                RegionOverlap.OVERLAPPING,
                                                IncrementDraw.PSEUDORANDOM)
                                        .convention(RegionConvention.PAPER_FORMULA)),
                        images(
                                fractional(
                                                1.4,
                                                RegionOverlap.OVERLAPPING,
                                                IncrementDraw.PSEUDORANDOM)
                                        .offsets(RegionSharing.PER_CHANNEL)),
                        images(new FractionalMaxPool2d(Reduction.to(5), Reduction.by(1.2))),
                        on(
                                new Shape.Image(3, 2, 2),
                                fractional(1.9, RegionOverlap.OVERLAPPING, IncrementDraw.RANDOM)),
                        images(new RegionMaxPool2d(regions(9, 6), regions(7, 5))),
                        images(new GlobalAvgPool()),
                        images(new GlobalMaxPool()),
                        on(new Shape.Image(3, 1, 1), new GlobalAvgPool()),
                        images(new SpatialPyramidPool(1, 2, 4)),
                        images(new Concat(List.of(new Conv2d(2, 1), new Conv2d(3, 3)))),
                        vectors(new Concat(List.of(new Linear(3), new Linear(2)))),
                        images(
                                new SharedStemConcat(
                                        new Sequence(List.of(new Conv2d(5, 1), new Elu())),
                                        List.of(2, 0, 3),
                                        List.of(
                                                new Identity(),
                                                new Conv2d(2, 3),
                                                new Conv2d(4, 3)))),
                        vectors(
                                new SharedStemConcat(
                                        new Linear(5),
                                        List.of(2, 3),
                                        List.of(new Linear(3), new Identity()))),
                        images(new Residual(new Conv2d(4, 3), 0.17)),
                        vectors(new Residual(new Linear(12))),
                        images(new Repeat(3, new Conv2d(4, 3))),
                        vectors(new FrozenBackbone(new Linear(5))),
                        both(new Frozen(new MeanOnlyBatchNorm(), List.of("mean"))),
                        vectors(new Named("head", new Linear(7))),
                        both(new Sequence(List.of(new Flatten(), new Elu(), new Linear(4)))),
                        vectors(new Linear(5)),
                        divided(2, new MaxoutChannels(2)),
                        divided(4, new MaxoutChannels(4)),
                        vectors(new Maxout(5, 3)),
                        vectors(
                                new MaskedLinear(
                                        List.of(0, 1, 2, 3, 0, 1, 2, 3, 4, 4, 0, 1),
                                        List.of(0, 2, 3))),
                        vectors(
                                new WeightNorm(
                                        new MaskedLinear(
                                                List.of(0, 1, 2, 3, 0, 1, 2, 3, 4, 4, 0, 1),
                                                List.of(0, 2, 4)))),
                        both(new Elu()),
                        both(new Relu()),
                        both(new LeakyRelu(0.2)),
                        both(new ShiftedRelu()),
                        both(new Prelu(SlopeSharing.SHARED)),
                        both(new Prelu(SlopeSharing.PER_CHANNEL)),
                        both(new Rrelu()),
                        both(new Tanh()),
                        both(new Sigmoid()),
                        both(new Softmax()),
                        normalized(new BatchNorm()),
                        normalized(new BatchNorm(0.001, 0.3, BatchNormScale.NO)),
                        both(new MeanOnlyBatchNorm()),
                        images(new WeightNorm(new Conv2d(6, 3).groups(2))),
                        images(
                                new WeightNorm(
                                        new TransposedConv2d(6, 3).stride(2).groups(2),
                                        GainMode.EXPONENTIAL,
                                        0.5)),
                        vectors(new WeightNorm(new Linear(5))),
                        both(
                                new WeightNorm(
                                        new Sequence(
                                                List.of(
                                                        new Flatten(),
                                                        new Linear(4),
                                                        new Elu(),
                                                        new Linear(3))))),
                        images(new FixedGain(new TransposedConv2d(6, 3).groups(2))),
                        vectors(new FixedGain(new Linear(5))),
                        on(new Shape.Image(1, 5, 3), new Lstm(4)),
                        on(
                                new Shape.Image(1, 4, 3),
                                new Lstm(3, SequenceOutput.EACH, 1, new GlorotUniform())),
                        on(new Shape.Image(1, 5, 3), new Gru(4)),
                        on(
                                new Shape.Image(1, 4, 3),
                                new Gru(3, SequenceOutput.EACH, new GlorotUniform())),
                        on(new Shape.Image(1, 5, 3), new WeightNorm(new Lstm(4))),
                        on(new Shape.Image(1, 5, 3), new WeightNorm(new Gru(4))),
                        both(new Dropout(0.5)),
                        both(new SpatialDropout(0.25)),
                        both(ScheduledDropout.from(0, 0.5)),
                        both(new FixedCountDropout(0.5)),
                        List.of(
                                new Row(
                                        new FixedCountDropout(0.8),
                                        VECTOR,
                                        Optional.of(new Shape.Vector(4)))),
                        both(new GaussianNoise(0.15)),
                        both(new Tap("here")),
                        both(new Flatten()),
                        both(new Identity()),
                        both(new Reshape(2, 3, 2), new Shape.Image(3, 2, 2)),
                        both(new UntiedBias(), new Shape.Image(2, 3, 3)))
                .flatMap(List::stream)
                .toList();
    }

    private static FractionalMaxPool2d fractional(
            double ratio, RegionOverlap windows, IncrementDraw draw) {
        return new FractionalMaxPool2d(ratio, windows, draw);
    }

    private static AxisRegions regions(int in, int out) {
        return AxisRegions.pseudorandom(
                in, out, RegionOverlap.OVERLAPPING, RegionConvention.AUTHOR_CODE, 0.25);
    }

    /** A layer that takes images alone. */
    private static List<Row> images(Layer letter) {
        return on(IMAGE, letter);
    }

    /** A layer that takes images alone, on a particular one. */
    private static List<Row> on(Shape image, Layer letter) {
        return List.of(new Row(letter, image, Optional.of(VECTOR)));
    }

    /** A layer that takes vectors alone. */
    private static List<Row> vectors(Layer letter) {
        return List.of(new Row(letter, VECTOR, Optional.of(IMAGE)));
    }

    /** A layer that takes both. */
    private static List<Row> both(Layer letter) {
        return both(letter, IMAGE);
    }

    private static List<Row> both(Layer letter, Shape image) {
        return List.of(
                new Row(letter, image, Optional.empty()),
                new Row(letter, VECTOR, Optional.empty()));
    }

    /** A layer that takes counts of features that it can divide. */
    private static List<Row> divided(int by, Layer letter) {
        return List.of(
                new Row(letter, IMAGE, Optional.of(new Shape.Image(4 * by + 1, 9, 7))),
                new Row(letter, VECTOR, Optional.of(new Shape.Vector(4 * by + 1))));
    }

    /**
     * Normalisation over a batch: images only, since it refuses a single vector while training, and
     * the contract passes batches of one. BatchNormTest has the vectors.
     */
    private static List<Row> normalized(Layer letter) {
        return List.of(new Row(letter, IMAGE, Optional.empty()));
    }
}
