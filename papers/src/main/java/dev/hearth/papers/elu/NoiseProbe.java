package dev.hearth.papers.elu;

import dev.hearth.data.Batch;
import dev.hearth.data.Batches;
import dev.hearth.data.Loader;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.task.PostTrainingMetric;
import java.util.HashMap;
import java.util.Map;

/**
 * How far noise on the input moves deactivated units (Clevert et al. 2015, §3: saturation makes ELU
 * robust to noise). Over the test images and all hidden units whose sum is below zero on the clean
 * image: mean |f(z′) − f(z)| divided by mean |z′ − z|, where z′ is the sum on the noisy image. The same
 * over units whose sum is below −3, where ELU is nearly saturated. Also the test error under the noise.
 *
 * @param deviation of the Gaussian noise added to each pixel in [0, 1]
 */
record NoiseProbe(double deviation) implements PostTrainingMetric {

    /** Below this sum an ELU is within 5 % of its limit. */
    private static final double DEEP = -3;

    @Override
    public Map<String, Double> look(Model network, DatasetProvider.Sets sets, Seed seed) {
        Loader loader = Loader.inOrder(sets.testing(), 500);
        Device device = network.parameters().values().device();
        double moved = 0;
        double pushed = 0;
        double deepMoved = 0;
        double deepPushed = 0;
        double wrong = 0;
        int number = 0;
        try (var quiet = NoGrad.open();
                Batches batches = loader.epoch(0).open()) {
            for (Batch batch : batches) {
                try (var turn = Scope.open()) {
                    Tensor clean =
                            batch.on(device).images().reshape(network.in().batch(batch.count()));
                    RandomTensors chance = RandomTensors.of(seed.child(number++));
                    Tensor noisy = clean.add(chance.normal(0, deviation, clean.shape()).to(device));
                    Map<String, Tensor> before = new HashMap<>();
                    network.apply(clean, Context.testing(seed).observedBy(before::put));
                    Map<String, Tensor> after = new HashMap<>();
                    Tensor logits =
                            network.apply(noisy, Context.testing(seed).observedBy(after::put));
                    Tensor labels = Tensor.ofLabels(batch.labels(), batch.count()).to(device);
                    wrong +=
                            batch.count()
                                    - logits.argmax(1).eq(labels).to(logits.dtype()).sum().item();
                    for (Map.Entry<String, Tensor> sum : before.entrySet()) {
                        if (!sum.getKey().startsWith("sum ")) {
                            continue;
                        }
                        String unit = sum.getKey().replace("sum", "hidden");
                        Tensor push = after.get(sum.getKey()).sub(sum.getValue()).abs();
                        Tensor move = after.get(unit).sub(before.get(unit)).abs();
                        Tensor off = sum.getValue().lt(0).to(clean.dtype());
                        pushed += push.mul(off).sum().item();
                        moved += move.mul(off).sum().item();
                        Tensor deep = sum.getValue().lt(DEEP).to(clean.dtype());
                        deepPushed += push.mul(deep).sum().item();
                        deepMoved += move.mul(deep).sum().item();
                    }
                }
            }
        }
        return Map.of(
                "deactivatedMovement",
                moved / pushed,
                "saturatedMovement",
                deepMoved / deepPushed,
                "noisyTestError",
                100 * wrong / sets.testing().size());
    }
}
