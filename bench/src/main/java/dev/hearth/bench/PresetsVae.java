package dev.hearth.bench;

import dev.hearth.data.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** {@link dev.hearth.zoo.weightnorm.ConvVae} of MNIST as one writes it straight on the presets. */
final class PresetsVae extends PresetsContender {

    private static final int SMALL = 7;
    private static final int WIDE = 32;

    private final Work work;
    private final PresetsConvolutions.Layout layout;
    private final BoundParts.Noise noise;
    private final PresetsLayers layers = new PresetsLayers();
    private final List<UnaryOperator<Tensor>> encoder = new ArrayList<>();
    private final List<UnaryOperator<Tensor>> decoder = new ArrayList<>();

    PresetsVae(
            Work work,
            HearthContender hearth,
            PresetsConvolutions.Layout layout,
            BoundParts.Noise noise,
            double rate) {
        super(PresetsInception.name(layout), work);
        this.work = work;
        this.layout = layout;
        this.noise = noise;
        encoder.add(layers.same(1, 16, 3, 1));
        encoder.add(this::laid);
        blocks(encoder, 16);
        encoder.add(layers.same(16, WIDE, 3, 2));
        blocks(encoder, WIDE);
        encoder.add(layers.same(WIDE, WIDE, 3, 2));
        blocks(encoder, WIDE);
        encoder.add(torch::elu);
        encoder.add(x -> x.flatten(1, -1));
        encoder.add(layers.linear(WIDE * SMALL * SMALL, 450));
        encoder.add(torch::elu);
        encoder.add(layers.linear(450, 2 * VaeSteps.LATENT));
        decoder.add(layers.linear(VaeSteps.LATENT, 450));
        decoder.add(torch::elu);
        decoder.add(layers.linear(450, WIDE * SMALL * SMALL));
        decoder.add(x -> laid(x.reshape(-1, WIDE, SMALL, SMALL)));
        blocks(decoder, WIDE);
        decoder.add(layers.transposed(WIDE, WIDE, 4, 2));
        blocks(decoder, WIDE);
        decoder.add(layers.transposed(WIDE, 16, 4, 2));
        blocks(decoder, 16);
        decoder.add(torch::elu);
        decoder.add(layers.same(16, 1, 3, 1));
        begin(hearth.network(), layers.parameters(), Method.ADAMAX, rate);
    }

    private Tensor laid(Tensor x) {
        return layout == PresetsConvolutions.Layout.CHANNELS_LAST
                ? x.contiguous(torch.MemoryFormat.ChannelsLast)
                : x;
    }

    private void blocks(List<UnaryOperator<Tensor>> into, int maps) {
        for (int i = 0; i < 2; i++) {
            UnaryOperator<Tensor> first = layers.same(maps, maps, 3, 1);
            UnaryOperator<Tensor> second = layers.same(maps, maps, 3, 1);
            into.add(x -> x.add(second.apply(torch.elu(first.apply(torch.elu(x))))));
        }
    }

    private static Tensor through(List<UnaryOperator<Tensor>> row, Tensor x) {
        Tensor y = x;
        for (UnaryOperator<Tensor> layer : row) {
            y = layer.apply(y);
        }
        return y;
    }

    @Override
    Tensor loss(Batch batch, int step) {
        Tensor x = Tensor.create(batch.images(), batch.count(), 1, 28, 28);
        Tensor code = through(encoder, x);
        Tensor mean = code.narrow(1, 0, VaeSteps.LATENT);
        Tensor log = code.narrow(1, VaeSteps.LATENT, VaeSteps.LATENT);
        Tensor drawn = noise.of(work, step, batch.count(), VaeSteps.LATENT);
        Tensor z = mean.add(log.mul(new Scalar(0.5)).exp().mul(drawn));
        Tensor logits = through(decoder, z);
        return BoundParts.of(logits.flatten(1, -1), x.flatten(1, -1), mean, log);
    }
}
