package dev.hearth.bench;

import dev.hearth.nn.Layer;
import dev.hearth.nn.layers.GlobalAvgPool;
import dev.hearth.nn.layers.Layers;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.MaxPool2d;
import dev.hearth.nn.layers.Relu;
import dev.hearth.optim.Sgd;
import java.util.ArrayList;
import java.util.List;

/** A whole training step of a small convolutional net, beside the same on the presets in two layouts. */
public final class ConvolutionSteps implements Measurement {

    static final String GROUP = "CIFAR step";
    private static final int[] FILTERS = {64, 128, 256};
    private static final double RATE = 0.01;

    @Override
    public String about() {
        return "Three 3×3 convolutions of 64, 128 and 256 filters with ReLU, 2×2 max-pools between"
                + " them, a global average and ten logits; 3×32×32, batch 128, SGD with momentum"
                + " 0.9. Beside it the presets' own layers, as given (NCHW) and channels-last.";
    }

    /**
     * The net.
     *
     * @return for 3×32×32
     */
    public static Layer net() {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < FILTERS.length; i++) {
            layers.add(Layers.conv(FILTERS[i], 3));
            layers.add(new Relu());
            if (i < FILTERS.length - 1) {
                layers.add(new MaxPool2d(2, 2));
            }
        }
        layers.add(new GlobalAvgPool());
        layers.add(new Linear(10));
        return Layers.sequence(layers.toArray(new Layer[0]));
    }

    static HearthContender hearth(Work work) {
        return new HearthContender(work, net(), new Sgd(0.9), RATE);
    }

    /** All sides, from the same weights; the first is Hearth's. */
    static List<Contender> sides(Work work) {
        HearthContender hearth = hearth(work);
        List<Contender> sides = new ArrayList<>(List.of(hearth));
        for (PresetsConvolutions.Layout layout : PresetsConvolutions.Layout.values()) {
            sides.add(
                    new PresetsConvolutions(
                            work,
                            FILTERS,
                            layout,
                            hearth.network(),
                            PresetsContender.Method.MOMENTUM,
                            RATE));
        }
        return sides;
    }

    /** Of a step: forward, and backward by weights and, but for the first layer, by inputs. */
    static double flops(int batch) {
        double first = 32.0 * 32 * 64 * 3 * 9;
        double products = first + 16.0 * 16 * 128 * 64 * 9 + 8.0 * 8 * 256 * 128 * 9 + 256.0 * 10;
        return 2.0 * batch * (3 * products - first);
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        Work work = Work.cifar(128, 2);
        return new ComparedSteps(GROUP, 1, false)
                .measure(depth, before, work.steps(), flops(work.batch()), () -> sides(work));
    }
}
