package dev.hearth.bench;

import dev.hearth.data.ImageShape;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Precision;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.IncrementDraw;
import dev.hearth.nn.layers.RegionOverlap;
import dev.hearth.optim.Adam;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.zoo.fmp.FmpNet;
import dev.hearth.zoo.fmp.FmpNets;
import dev.hearth.zoo.inception.InceptionResNetV2Released;
import dev.hearth.zoo.inception.ResidualScales;
import dev.hearth.zoo.weightnorm.BiasKind;
import dev.hearth.zoo.weightnorm.WeightMode;
import dev.hearth.zoo.weightnorm.WeightNormCifar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Training steps in bfloat16 beside the same in float32, in turns. */
final class MixedPrecisionSteps implements Measurement {

    static final String GROUP = "Mixed precision";
    private static final double RATE = 1e-4;

    /** A net and its images. */
    record Net(String name, Layer layer, Work work, long first, double atLeast) {

        Shape in() {
            ImageShape pixels = work.data().pixels();
            return new Shape.Image(pixels.channels(), pixels.height(), pixels.width());
        }

        /** Of a step: forward, and backward by weights and, but for the first layer, by inputs. */
        double flops() {
            return 2.0 * work.batch() * (3.0 * layer.cost(in()).multiplyAdds() - first);
        }
    }

    @Override
    public String about() {
        return "A training step with Precision.BFLOAT16 beside the same step in float32: the net of the CIFAR"
                + " step (batch 128), weight normalisation's CIFAR-10 net with mean-only batch norm (batch"
                + " 100), fractional max-pooling's MNIST net of 16 filters a layer (batch 64), and"
                + " Inception-ResNet-v2 (batch 8 of 3×299×299; 2 of 3×139×139 in a quick run); Adam. Arithmetic"
                + " is that of the whole step beside the machine's rate in that precision. Memory is the most"
                + " that a process of its own had resident after six steps of Inception-ResNet-v2 with"
                + " RMSProp, the JVM included.";
    }

    static List<Net> nets(Effort depth) {
        int batch = depth.isQuick() ? 2 : 8;
        int side = depth.isQuick() ? 139 : 299;
        FmpNet fmp = FmpNets.mnist(16, RegionOverlap.OVERLAPPING, IncrementDraw.RANDOM);
        Shape.Image in = fmp.in(1);
        ImageShape digits = new ImageShape(in.channels(), in.height(), in.width());
        return List.of(
                new Net(
                        "CIFAR step",
                        ConvolutionSteps.net(),
                        Work.cifar(128, 2),
                        32 * 32 * 64 * 27,
                        1.5),
                new Net(
                        "weight normalisation's CIFAR-10 step",
                        new WeightNormCifar(WeightMode.NORMALIZED, BiasKind.MEAN_ONLY_BATCH_NORM),
                        Work.cifar(depth.isQuick() ? 20 : 100, 1),
                        32 * 32 * 96 * 27,
                        1.6),
                new Net(
                        "fractional max-pooling's MNIST step",
                        fmp.body(),
                        new Work(Work.noise("digits", digits, 64, 10), 64),
                        (long) (in.height() - 1) * (in.width() - 1) * 16 * 4,
                        1.5),
                new Net(
                        "Inception-ResNet-v2 step",
                        new InceptionResNetV2Released(1000, 0.2, ResidualScales.RELEASED),
                        InceptionSteps.work(batch, side),
                        InceptionSteps.first(side),
                        1.6));
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        List<Quantity> figures = new ArrayList<>();
        for (int threads : depth.threads()) {
            LibTorch.threads(threads);
            for (Net net : nets(depth)) {
                try (var run = Scope.open()) {
                    List<Alternation.Turn> turns = new ArrayList<>();
                    for (Precision precision : Precision.values()) {
                        HearthContender side =
                                new HearthContender(
                                        net.work(), net.layer(), new Adam(), RATE, precision);
                        turns.add(new Alternation.Turn(precision.name(), side::run));
                    }
                    var rounds = depth.alternation().time(turns);
                    for (Precision precision : Precision.values()) {
                        figures.add(
                                Quantity.of(
                                        GROUP,
                                        net.name() + ", " + precision,
                                        "ms a step",
                                        threads,
                                        rounds.of(precision.ordinal(), 1e3 / net.work().steps())));
                        figures.add(
                                MatrixRate.share(
                                        before,
                                        GROUP,
                                        net.name() + ", " + precision + ", arithmetic",
                                        threads,
                                        net.flops(),
                                        rounds.of(precision.ordinal(), 1.0 / net.work().steps()),
                                        precision));
                    }
                    figures.add(
                            Quantity.of(
                                            GROUP,
                                            net.name() + ", BFLOAT16, times as fast as FLOAT32",
                                            "×",
                                            threads,
                                            rounds.timesAsFast(
                                                    Precision.BFLOAT16.ordinal(),
                                                    Precision.FLOAT32.ordinal()))
                                    .atLeast(net.atLeast()));
                }
            }
        }
        if (!depth.isQuick()) {
            figures.addAll(memory(depth.threads().get(depth.threads().size() - 1)));
        }
        return figures;
    }

    private static List<Quantity> memory(int threads) {
        List<Quantity> figures = new ArrayList<>();
        double[] peaks = new double[Precision.values().length];
        for (Precision precision : Precision.values()) {
            var alone = new InceptionAlone(InceptionSteps.Way.HEARTH, precision, 8, 299);
            Optional<InceptionAlone.Figures> seen = alone.measure(threads);
            if (seen.isEmpty()) {
                return List.of();
            }
            peaks[precision.ordinal()] = seen.get().peak();
            figures.add(
                    Quantity.once(
                            GROUP,
                            "Inception-ResNet-v2 step, " + precision + ", most memory",
                            "MB",
                            threads,
                            seen.get().peak() / 1e6));
        }
        double ratio = peaks[Precision.BFLOAT16.ordinal()] / peaks[Precision.FLOAT32.ordinal()];
        figures.add(
                Quantity.once(
                                GROUP,
                                "Inception-ResNet-v2 step, most memory in BFLOAT16, against FLOAT32",
                                "times its bytes",
                                threads,
                                ratio)
                        .atMost(0.65));
        return figures;
    }
}
