package dev.hearth.bench;

import dev.hearth.data.Batch;
import dev.hearth.data.Batches;
import dev.hearth.data.Loader;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.Sequence;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.train.task.GanTask;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The game as one writes it straight on the presets. */
final class PresetsGame implements Contender {

    private static final int UNITS = 240;
    private static final int PIECES = 5;

    private final Loader loader;
    private final Seed seed;
    private final GameSteps.Drops drops;
    private final List<LinearImpl> generator;
    private final List<LinearImpl> discriminator;
    private final SGD forging;
    private final SGD judging;

    PresetsGame(Work work, GanTask contest, GameSteps.Drops drops) {
        LibTorch.load();
        this.loader = work.loader();
        this.seed = work.seed().child("pass").child("discriminator");
        this.drops = drops;
        generator = layers(contest.network().parameters());
        discriminator = layers(contest.discriminator().parameters());
        forging = optimizer(generator);
        judging = optimizer(discriminator);
    }

    /** The same net with nothing dropped. */
    static Layer withoutDropout(Layer layer) {
        return new Sequence(
                ((Sequence) layer)
                        .layers().stream().filter(part -> !(part instanceof Dropout)).toList());
    }

    private static List<LinearImpl> layers(Parameters parameters) {
        List<LinearImpl> layers = new ArrayList<>();
        List<Parameters.Entry> entries = parameters.entries();
        try (NoGradGuard quiet = new NoGradGuard()) {
            for (int i = 0; i < entries.size(); i += 2) {
                List<Long> shape = entries.get(i).shape();
                LinearImpl layer = new LinearImpl(shape.get(1), shape.get(0));
                float[] weights = parameters.value(entries.get(i).name()).toFloats();
                layer.weight().data_ptr_float().put(weights, 0, weights.length);
                float[] biases = parameters.value(entries.get(i + 1).name()).toFloats();
                layer.bias().data_ptr_float().put(biases, 0, biases.length);
                layers.add(layer);
            }
        }
        return layers;
    }

    private static SGD optimizer(List<LinearImpl> layers) {
        TensorVector all = new TensorVector();
        for (LinearImpl layer : layers) {
            all.push_back(layer.weight());
            all.push_back(layer.bias());
        }
        SGDOptions options = new SGDOptions(GameSteps.RATE);
        options.momentum().put(GameSteps.MOMENTUM);
        return new SGD(all, options);
    }

    @Override
    public String name() {
        return "presets";
    }

    private Tensor forge(Tensor noise) {
        Tensor hidden = torch.relu(generator.get(0).forward(noise));
        hidden = torch.relu(generator.get(1).forward(hidden));
        return torch.sigmoid(generator.get(2).forward(hidden));
    }

    /** Masks of one judgement, so that both losses see the same fakes through the same masks. */
    private Tensor[] masks(long count) {
        long[] widths = {784, UNITS, UNITS};
        double[] keep = {0.8, 0.5, 0.5};
        Tensor[] masks = new Tensor[3];
        if (drops == GameSteps.Drops.NONE) {
            return masks;
        }
        for (int i = 0; i < 3; i++) {
            masks[i] = torch.empty(count, widths[i]);
            masks[i].bernoulli_(keep[i], new org.bytedeco.pytorch.GeneratorOptional());
            masks[i].div_(new org.bytedeco.pytorch.Scalar(keep[i]));
        }
        return masks;
    }

    private static Tensor masked(Tensor x, Tensor mask) {
        return mask == null ? x : x.mul(mask);
    }

    private Tensor judge(Tensor images, Tensor[] masks) {
        Tensor x = masked(images, masks[0]);
        for (int i = 0; i < 2; i++) {
            Tensor pieces = discriminator.get(i).forward(x).reshape(images.size(0), UNITS, PIECES);
            x = masked(pieces.amax(new long[] {2}, false), masks[i + 1]);
        }
        return discriminator.get(2).forward(x);
    }

    private static Tensor loss(Tensor logits, double target) {
        return torch.binary_cross_entropy_with_logits(
                logits, torch.full_like(logits, new org.bytedeco.pytorch.Scalar(target)));
    }

    @Override
    public double run() {
        double sum = 0;
        int step = 0;
        try (Batches batches = loader.epoch(0).open()) {
            while (batches.hasNext()) {
                Batch batch = batches.next();
                float[] noise = noise(batch.count(), step);
                try (PointerScope turn = new PointerScope()) {
                    Tensor images =
                            Tensor.create(batch.images(), batch.count(), batch.pixels().count());
                    Tensor fakes = forge(Tensor.create(noise, batch.count(), 100));
                    Tensor[] ofReal = masks(batch.count());
                    Tensor[] ofFakes = masks(batch.count());
                    forging.zero_grad();
                    Tensor forged = loss(judge(fakes, ofFakes), 1);
                    forged.backward();
                    judging.zero_grad();
                    Tensor judged =
                            loss(judge(images, ofReal), 1)
                                    .add(loss(judge(fakes.detach(), ofFakes), 0))
                                    .mul(new org.bytedeco.pytorch.Scalar(0.5));
                    judged.backward();
                    forging.step();
                    judging.step();
                    sum += judged.item_float() + forged.item_float();
                    step++;
                }
            }
        }
        return sum / step;
    }

    /** The noise that Hearth draws for this step. */
    private float[] noise(int count, int step) {
        try (var room = Scope.open()) {
            Context pass = Context.training(seed.child(step));
            return HearthGame.NOISE.draw(count, pass.chance()).toFloats();
        }
    }
}
