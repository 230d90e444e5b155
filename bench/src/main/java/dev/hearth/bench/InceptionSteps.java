package dev.hearth.bench;

import dev.hearth.data.ImageShape;
import dev.hearth.nn.Model;
import dev.hearth.nn.Precision;
import dev.hearth.nn.Shape;
import dev.hearth.optim.RmsProp;
import dev.hearth.zoo.inception.InceptionResNetV2Released;
import dev.hearth.zoo.inception.ResidualScales;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A training step of the released Inception-ResNet-v2, beside the same net on the presets. */
final class InceptionSteps implements Measurement {

    static final String GROUP = "Inception-ResNet-v2 step";
    private static final int CLASSES = 1000;
    private static final double DROP_RATE = 0.2;
    private static final double RATE = 0.01;

    /** Who takes the step. */
    enum Way {
        HEARTH,
        NCHW,
        CHANNELS_LAST;

        String words() {
            return this == HEARTH ? "Hearth" : PresetsInception.name(layout());
        }

        private PresetsConvolutions.Layout layout() {
            return this == NCHW
                    ? PresetsConvolutions.Layout.AS_GIVEN
                    : PresetsConvolutions.Layout.CHANNELS_LAST;
        }

        /** Its side, with another's weights where they are given. */
        Contender side(Work work, double dropRate, Optional<Model> weights) {
            if (this == HEARTH) {
                return hearth(work, dropRate, Precision.FLOAT32);
            }
            PresetsInception presets = new PresetsInception(work, CLASSES, dropRate, layout());
            if (weights.isPresent()) {
                presets.begin(
                        weights.get(), presets.parameters(), PresetsContender.Method.RMSPROP, RATE);
            } else {
                presets.begin(presets.parameters(), PresetsContender.Method.RMSPROP, RATE);
            }
            return presets;
        }
    }

    @Override
    public String about() {
        return "The released net (Szegedy et al. 2016) with 1000 classes and dropout, batch 8 of"
                + " 3×299×299 (2 of 3×139×139 in a quick run), RMSProp with decay 0.9 and ε 1:"
                + " Hearth's in TensorFlow's form, the presets' in their own. Beside Hearth the net"
                + " is written on the presets with ReLU in place and scaled sums, as given (NCHW)"
                + " and channels-last. Memory is the most that a process of its own had resident"
                + " after six steps, the JVM included.";
    }

    /** Hearth's side in a precision. */
    static HearthContender hearth(Work work, double dropRate, Precision precision) {
        return new HearthContender(
                work,
                new InceptionResNetV2Released(CLASSES, dropRate, ResidualScales.RELEASED),
                RmsProp.tensorFlow(0.9, 1.0),
                RATE,
                precision);
    }

    /** One step of pictures of noise. */
    static Work work(int batch, int side) {
        String name = "pictures of " + side;
        return new Work(Work.noise(name, new ImageShape(3, side, side), batch, CLASSES), batch);
    }

    /** All sides, from the same weights; the first is Hearth's. */
    static List<Contender> sides(Work work, double dropRate) {
        HearthContender hearth =
                (HearthContender) Way.HEARTH.side(work, dropRate, Optional.empty());
        List<Contender> sides = new ArrayList<>(List.of(hearth));
        for (Way way : List.of(Way.NCHW, Way.CHANNELS_LAST)) {
            sides.add(way.side(work, dropRate, Optional.of(hearth.network())));
        }
        return sides;
    }

    /** Of a step: forward, and backward by weights and, but for the first layer, by inputs. */
    static double flops(int batch, int side) {
        double all =
                InceptionResNetV2Released.asPublished()
                        .cost(new Shape.Image(3, side, side))
                        .multiplyAdds();
        return 2.0 * batch * (3 * all - first(side));
    }

    /** Multiply-adds of the first layer, forward. */
    static long first(int side) {
        long halved = (side - 3) / 2 + 1;
        return halved * halved * 32 * 27;
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        int batch = depth.isQuick() ? 2 : 8;
        int side = depth.isQuick() ? 139 : 299;
        List<Quantity> figures =
                new ComparedSteps(GROUP, 1, false)
                        .measure(
                                depth,
                                before,
                                1,
                                flops(batch, side),
                                () -> sides(work(batch, side), DROP_RATE));
        if (!depth.isQuick()) {
            figures.addAll(memory(depth.threads().get(depth.threads().size() - 1)));
        }
        return figures;
    }

    private static List<Quantity> memory(int threads) {
        List<Quantity> figures = new ArrayList<>();
        double[] peaks = new double[Way.values().length];
        for (Way way : Way.values()) {
            var alone = new InceptionAlone(way, Precision.FLOAT32, 8, 299);
            Optional<InceptionAlone.Figures> seen = alone.measure(threads);
            if (seen.isEmpty()) {
                return List.of();
            }
            peaks[way.ordinal()] = seen.get().peak();
            figures.add(
                    Quantity.once(
                            GROUP,
                            way.words() + ", most memory",
                            "MB",
                            threads,
                            seen.get().peak() / 1e6));
        }
        for (Way way : List.of(Way.NCHW, Way.CHANNELS_LAST)) {
            figures.add(
                    Quantity.once(
                                    GROUP,
                                    "Hearth's most memory, against " + way.words(),
                                    "times its bytes",
                                    threads,
                                    peaks[0] / peaks[way.ordinal()])
                            .atMost(1));
        }
        return figures;
    }
}
