package dev.hearth.train.task;

import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.recipe.Noise;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes images of noise: one forward pass each, and nothing else. By blocks of as many images as some work
 * makes: with a small net ten thousand, so that its weights are laid out for the product once and images
 * need not be gathered; with a large one fewer, so that what lies between its layers stays small.
 */
final class ImageSampler {

    /** Images whose noise is one draw; samples of a seed depend on it. */
    static final int DRAW = 2500;

    private static final int MOST = 4 * DRAW;

    /** Multiply-adds of a block, at least where it is more than one draw: ten thousand MNIST images'. */
    private static final long WORK = 25_000_000_000L;

    private final Model generator;
    private final Noise law;
    private final Device device;
    private final int block;

    ImageSampler(Model generator, Noise law, Device device) {
        this(generator, law, device, block(generator));
    }

    ImageSampler(Model generator, Noise law, Device device, int block) {
        this.generator = generator;
        this.law = law;
        this.device = device;
        this.block = block;
    }

    /** Images a block: whole draws. */
    static int block(Model generator) {
        long each = Math.max(1, generator.layer().cost(generator.in()).multiplyAdds());
        return (int) Math.max(DRAW, Math.min(MOST, WORK / each)) / DRAW * DRAW;
    }

    /** [count × size], on the device. */
    Tensor noise(int count, Seed seed) {
        try (var scope = Scope.open()) {
            List<Tensor> blocks = new ArrayList<>();
            for (int from = 0; from < count; from += DRAW) {
                Context pass = Context.testing(seed.child(from / DRAW));
                blocks.add(law.draw(Math.min(DRAW, count - from), pass.chance()).to(device));
            }
            return scope.keep(joined(blocks));
        }
    }

    /** [count × pixels], on the device. */
    Tensor images(Tensor noise, Seed seed) {
        try (var quiet = NoGrad.open();
                var scope = Scope.open()) {
            int count = (int) noise.size(0);
            if (count == 0) {
                throw new IllegalArgumentException(
                        "A generator needs noise for at least one image. Received: "
                                + noise
                                + ". Ask for one or more.");
            }
            if (count <= block) {
                return scope.keep(made(noise, seed, 0));
            }
            Tensor all = null;
            for (int from = 0; from < count; from += block) {
                Tensor some = noise.narrow(0, from, Math.min(block, count - from));
                try (var turn = Scope.open()) {
                    Tensor made = made(some, seed, from);
                    if (all == null) {
                        all = turn.keep(Tensor.zeros(count, made.size(1)).to(device));
                    }
                    // At once, while the block is in the cache.
                    all.narrow(0, from, made.size(0)).copyInPlace(made);
                }
            }
            return scope.keep(all);
        }
    }

    private Tensor made(Tensor noise, Seed seed, int from) {
        Context pass = Context.testing(seed.child("pass").child(from / DRAW));
        return generator.apply(noise, pass).flatten(1);
    }

    /** A tensor of its own, whatever the blocks are views of. */
    private static Tensor joined(List<Tensor> blocks) {
        return blocks.size() == 1
                ? blocks.get(0).copy()
                : Tensor.concat(0, blocks.toArray(Tensor[]::new));
    }

    Tensor samples(int count, Seed seed) {
        try (var scope = Scope.open()) {
            return scope.keep(images(noise(count, seed), seed));
        }
    }
}
