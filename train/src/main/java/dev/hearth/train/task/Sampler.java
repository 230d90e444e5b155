package dev.hearth.train.task;

import dev.hearth.nn.Network;
import dev.hearth.nn.Pass;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.recipe.Noise;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes images of noise: one forward pass each, and nothing else. By blocks that are large enough for
 * the machine's full rate, with more rows than a net of this kind has units, so that threads share out
 * rows, and small enough for its cache.
 */
final class Sampler {

    private static final int BLOCK = 2500;

    private final Network generator;
    private final Noise law;
    private final Device device;

    Sampler(Network generator, Noise law, Device device) {
        this.generator = generator;
        this.law = law;
        this.device = device;
    }

    /** [count × size], on the device. */
    Tensor noise(int count, Seed seed) {
        try (var room = Scope.open()) {
            List<Tensor> blocks = new ArrayList<>();
            for (int from = 0; from < count; from += BLOCK) {
                Pass pass = Pass.testing(seed.child(from / BLOCK));
                blocks.add(law.draw(Math.min(BLOCK, count - from), pass.chance()).to(device));
            }
            return room.keep(joined(blocks));
        }
    }

    /** [count × pixels], on the device. */
    Tensor images(Tensor noise, Seed seed) {
        try (var quiet = NoGrad.open();
                var room = Scope.open()) {
            int count = (int) noise.size(0);
            if (count == 0) {
                throw new IllegalArgumentException(
                        "A generator needs noise for at least one image. Received: "
                                + noise
                                + ". Ask for one or more.");
            }
            Tensor all = null;
            for (int from = 0; from < count; from += BLOCK) {
                Tensor some = noise.narrow(0, from, Math.min(BLOCK, count - from));
                try (var turn = Scope.open()) {
                    Pass pass = Pass.testing(seed.child("pass").child(from / BLOCK));
                    Tensor made = generator.apply(some, pass).flatten(1);
                    if (all == null) {
                        all = turn.keep(Tensor.zeros(count, made.size(1)).to(device));
                    }
                    // At once, while the block is in the cache.
                    all.narrow(0, from, made.size(0)).copyInPlace(made);
                }
            }
            return room.keep(all);
        }
    }

    /** A tensor of its own, whatever the blocks are views of. */
    private static Tensor joined(List<Tensor> blocks) {
        return blocks.size() == 1
                ? blocks.get(0).copy()
                : Tensor.concat(0, blocks.toArray(Tensor[]::new));
    }

    Tensor samples(int count, Seed seed) {
        try (var room = Scope.open()) {
            return room.keep(images(noise(count, seed), seed));
        }
    }
}
