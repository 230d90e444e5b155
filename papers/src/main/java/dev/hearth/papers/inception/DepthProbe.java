package dev.hearth.papers.inception;

import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Named;
import dev.hearth.nn.layers.Repeat;
import dev.hearth.nn.layers.Sequence;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.zoo.inception.InceptionResNetV2;
import dev.hearth.zoo.inception.ResidualScales;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Inception-ResNet-v2 as it begins: the variance of what flows behind each block, with noise for
 * images and each batch's own figures in the normalisations. One block lives at a time, so the whole
 * width fits into a small memory.
 *
 * <p>{@code variance01} … {@code variance20} behind the blocks, in order; {@code growthB} and {@code
 * growthC}, by which factor it grows from the beginning to the end of the ten blocks on 1152 channels
 * and of the five on 2144.
 */
final class DepthProbe {

    /** How the weights begin. */
    enum Weights {
        /** As drawn, then each convolution rescaled so that its sums have unit variance. */
        RESCALED,
        /** As drawn: what the first step of a training finds. */
        AS_DRAWN
    }

    private DepthProbe() {}

    static Map<String, Double> measure(
            double scale, int side, int images, Seed seed, Device device) {
        return measure(scale, side, images, Weights.RESCALED, seed, device);
    }

    static Map<String, Double> measure(
            double scale, int side, int images, Weights weights, Seed seed, Device device) {
        Map<String, Double> figures = new TreeMap<>();
        Layer net = new InceptionResNetV2(10, 0, ResidualScales.of(scale)).body();
        int block = 0;
        try (var quiet = NoGrad.open()) {
            Tensor value =
                    RandomTensors.of(seed.child("images"))
                            .uniform(-1, 1, images, 3, side, side)
                            .to(device);
            List<Layer> parts = ((Sequence) net).layers();
            for (int i = 0; i < parts.size(); i++) {
                if (!(parts.get(i) instanceof Named part) || value.dimensions() != 4) {
                    break;
                }
                Seed own = seed.child("weights").child(i);
                if (!(part.layer() instanceof Repeat repeat)) {
                    if (part.layer().out(shape(value)) instanceof Shape.Image) {
                        value = apply(part.layer(), value, weights, own);
                    }
                    continue;
                }
                double before = variance(value);
                for (int j = 0; j < repeat.times(); j++) {
                    value = apply(repeat.layer(), value, weights, own.child(j));
                    figures.put(
                            String.format(Locale.ROOT, "variance%02d", ++block), variance(value));
                }
                String stage = part.name().substring(part.name().length() - 1);
                figures.put("growth" + stage.toUpperCase(Locale.ROOT), variance(value) / before);
            }
        }
        return figures;
    }

    private static Shape shape(Tensor value) {
        return new Shape.Image((int) value.size(1), (int) value.size(2), (int) value.size(3));
    }

    private static Tensor apply(Layer layer, Tensor value, Weights weights, Seed seed) {
        try (var scope = Scope.open()) {
            Model part = Model.build(layer, shape(value), seed, value.device());
            Seed pass = seed.child("pass");
            return scope.keep(
                    part.apply(
                            value,
                            weights == Weights.RESCALED
                                    ? Context.initializing(pass)
                                    : Context.training(pass)));
        }
    }

    private static double variance(Tensor value) {
        try (var scope = Scope.open()) {
            double mean = value.mean().item();
            return value.square().mean().item() - mean * mean;
        }
    }
}
