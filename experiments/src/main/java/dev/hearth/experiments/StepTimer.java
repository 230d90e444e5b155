package dev.hearth.experiments;

import dev.hearth.nn.Complexity;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.optim.Optimizer;
import dev.hearth.optim.OptimizerState;
import dev.hearth.optim.StepHyperparameters;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.Map;
import java.util.TreeMap;

/**
 * Times training steps of a model on one batch that stays the same. Its tensors live in the scope that was
 * open when it was made.
 */
public final class StepTimer {

    private final Model net;
    private final OptimizerState optimizer;
    private final double rate;
    private final Tensor images;
    private final Tensor labels;
    private final Seed seed;

    /**
     * Builds the model on the images' device.
     *
     * @param images [n × in]
     * @param labels n classes
     */
    public StepTimer(
            Layer layer,
            Shape in,
            Optimizer optimizer,
            double rate,
            Tensor images,
            Tensor labels,
            Seed seed) {
        this.net = Model.build(layer, in, seed, images.device());
        this.optimizer = optimizer.over(net.parameters());
        this.rate = rate;
        this.images = images;
        this.labels = labels.to(images.device());
        this.seed = seed;
    }

    /** Noise for images, with the deviation given: [count × in] on the CPU. */
    public static Tensor noise(Shape in, int count, double deviation, Seed seed) {
        return RandomTensors.of(seed.child("images")).normal(0, deviation, in.batch(count));
    }

    /** {@code parameters} and {@code multiplyAdds} of one image; more can be put in. */
    public static Map<String, Double> counts(Layer layer, Shape in) {
        Complexity cost = layer.cost(in);
        Map<String, Double> figures = new TreeMap<>();
        figures.put("parameters", (double) cost.parameters());
        figures.put("multiplyAdds", (double) cost.multiplyAdds());
        return figures;
    }

    /**
     * A step: its duration, with the forward and backward pass, and the loss before it.
     *
     * @param seconds of wall time
     * @param loss before the update
     */
    public record Step(double seconds, double loss) {}

    /** Does one. */
    public Step step() {
        long begun = System.nanoTime();
        try (var scope = Scope.open()) {
            net.parameters().clearGradients();
            Tensor loss =
                    Functional.crossEntropy(net.apply(images, Context.training(seed)), labels, 0);
            loss.backward();
            optimizer.step(StepHyperparameters.of(rate));
            double value = loss.item();
            return new Step((System.nanoTime() - begun) / 1e9, value);
        }
    }
}
