package dev.hearth.bench;

import dev.hearth.data.Batch;
import dev.hearth.nn.Model;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Convolutions of 3×3 and ReLUs with pools between, an average over the image, and ten logits. */
final class PresetsConvolutions extends PresetsClassifier {

    /** How images lie in memory. */
    enum Layout {
        /** As they come: channel after channel. */
        AS_GIVEN,
        /** Channels innermost, which one has to ask for. */
        CHANNELS_LAST
    }

    private final Layout layout;
    private final List<Conv2dImpl> convolutions = new ArrayList<>();
    private final LinearImpl last;

    PresetsConvolutions(
            Work work, int[] filters, Layout layout, Model network, Method method, double rate) {
        super(layout == Layout.AS_GIVEN ? "presets, NCHW" : "presets, channels-last", work);
        this.layout = layout;
        List<Tensor> parameters = new ArrayList<>();
        int channels = work.data().pixels().channels();
        for (int width : filters) {
            Conv2dOptions options = new Conv2dOptions(channels, width, new LongPointer(3, 3));
            options.padding().put(new LongPointer(1, 1));
            Conv2dImpl convolution = new Conv2dImpl(options);
            convolutions.add(convolution);
            parameters.add(convolution.weight());
            parameters.add(convolution.bias());
            channels = width;
        }
        last = new LinearImpl(channels, 10);
        parameters.add(last.weight());
        parameters.add(last.bias());
        begin(network, parameters, method, rate);
    }

    @Override
    Tensor logits(Batch batch) {
        Tensor x =
                Tensor.create(
                        batch.images(),
                        batch.count(),
                        batch.pixels().channels(),
                        batch.pixels().height(),
                        batch.pixels().width());
        if (layout == Layout.CHANNELS_LAST) {
            x = x.contiguous(torch.MemoryFormat.ChannelsLast);
        }
        for (int i = 0; i < convolutions.size(); i++) {
            x = torch.relu(convolutions.get(i).forward(x));
            if (i < convolutions.size() - 1) {
                x = torch.max_pool2d(x, 2, 2);
            }
        }
        return last.forward(torch.adaptive_avg_pool2d(x, 1, 1).flatten(1, -1));
    }
}
