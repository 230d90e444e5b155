package dev.hearth.bench;

import dev.hearth.data.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BatchNorm2dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The released Inception-ResNet-v2 as one writes it straight on the presets, after timm's {@code
 * inception_resnet_v2.py}, with the care that a good writer takes: ReLU in place behind each batch
 * norm and each shortcut, the residual scaled and added in one operation, and a {@code PointerScope}
 * for each block, so that in Java, too, only what the backward pass needs outlives it.
 */
final class PresetsInception extends PresetsClassifier {

    private static final double EPSILON = 0.001;

    private final PresetsConvolutions.Layout layout;
    private final double dropRate;
    private final List<Tensor> parameters = new ArrayList<>();
    private final List<UnaryOperator<Tensor>> blocks = new ArrayList<>();
    private final LinearImpl last;

    /** With weights of its own, unless they are copied with {@link #begin}. */
    PresetsInception(Work work, int classes, double dropRate, PresetsConvolutions.Layout layout) {
        super(name(layout), work);
        this.layout = layout;
        this.dropRate = dropRate;
        int channels = work.data().pixels().channels();
        blocks.add(row(halving(channels, 32, 3), valid(32, 32, 3), conv(32, 64, 3), HALVES));
        blocks.add(row(conv(64, 80, 1), valid(80, 192, 3), HALVES));
        blocks.add(mixed5b());
        for (int i = 0; i < 10; i++) {
            blocks.add(block35());
        }
        blocks.add(mixed6a());
        for (int i = 0; i < 20; i++) {
            blocks.add(block17());
        }
        blocks.add(mixed7a());
        for (int i = 0; i < 10; i++) {
            blocks.add(block8(i < 9 ? 0.20 : 1, i < 9));
        }
        blocks.add(conv(2080, 1536, 1));
        last = new LinearImpl(1536, classes);
        parameters.add(last.weight());
        parameters.add(last.bias());
    }

    static String name(PresetsConvolutions.Layout layout) {
        return layout == PresetsConvolutions.Layout.AS_GIVEN
                ? "presets, NCHW"
                : "presets, channels-last";
    }

    /** In the order in which the layer declares them. */
    List<Tensor> parameters() {
        return parameters;
    }

    private static final UnaryOperator<Tensor> HALVES =
            x ->
                    torch.max_pool2d(
                            x,
                            new long[] {3, 3},
                            new long[] {2, 2},
                            new long[] {0, 0},
                            new long[] {1, 1},
                            false);

    private static final UnaryOperator<Tensor> AVERAGE =
            x ->
                    torch.avg_pool2d(
                            x,
                            new long[] {3, 3},
                            new long[] {1, 1},
                            new long[] {1, 1},
                            false,
                            false,
                            new LongOptional());

    private UnaryOperator<Tensor> mixed5b() {
        return branches(
                conv(192, 96, 1),
                row(conv(192, 48, 1), conv(48, 64, 5)),
                row(conv(192, 64, 1), conv(64, 96, 3), conv(96, 96, 3)),
                row(AVERAGE, conv(192, 64, 1)));
    }

    private UnaryOperator<Tensor> block35() {
        UnaryOperator<Tensor> branches =
                branches(
                        conv(320, 32, 1),
                        row(conv(320, 32, 1), conv(32, 32, 3)),
                        row(conv(320, 32, 1), conv(32, 48, 3), conv(48, 64, 3)));
        return residual(0.17, true, branches, plain(128, 320));
    }

    private UnaryOperator<Tensor> mixed6a() {
        return branches(
                halving(320, 384, 3),
                row(conv(320, 256, 1), conv(256, 256, 3), halving(256, 384, 3)),
                HALVES);
    }

    private UnaryOperator<Tensor> block17() {
        UnaryOperator<Tensor> branches =
                branches(
                        conv(1088, 192, 1),
                        row(conv(1088, 128, 1), conv(128, 160, 1, 7), conv(160, 192, 7, 1)));
        return residual(0.10, true, branches, plain(384, 1088));
    }

    private UnaryOperator<Tensor> mixed7a() {
        return branches(
                row(conv(1088, 256, 1), halving(256, 384, 3)),
                row(conv(1088, 256, 1), halving(256, 288, 3)),
                row(conv(1088, 256, 1), conv(256, 288, 3), halving(288, 320, 3)),
                HALVES);
    }

    private UnaryOperator<Tensor> block8(double scale, boolean rectified) {
        UnaryOperator<Tensor> branches =
                branches(
                        conv(2080, 192, 1),
                        row(conv(2080, 192, 1), conv(192, 224, 1, 3), conv(224, 256, 3, 1)));
        return residual(scale, rectified, branches, plain(448, 2080));
    }

    private UnaryOperator<Tensor> conv(int in, int out, int size) {
        return conv(in, out, size, size);
    }

    private UnaryOperator<Tensor> conv(int in, int out, int rows, int columns) {
        return box(in, out, rows, columns, 1, true);
    }

    private UnaryOperator<Tensor> valid(int in, int out, int size) {
        return box(in, out, size, size, 1, false);
    }

    private UnaryOperator<Tensor> halving(int in, int out, int size) {
        return box(in, out, size, size, 2, false);
    }

    /** Convolution, batch norm, ReLU. */
    private UnaryOperator<Tensor> box(
            int in, int out, int rows, int columns, int stride, boolean padded) {
        Conv2dOptions options = new Conv2dOptions(in, out, new LongPointer(rows, columns));
        options.stride().put(new LongPointer(stride, stride));
        if (padded) {
            options.padding().put(new LongPointer(rows / 2, columns / 2));
        }
        options.bias().put(false);
        Conv2dImpl convolution = new Conv2dImpl(options);
        BatchNormOptions norm = new BatchNormOptions(out);
        norm.eps().put(EPSILON);
        BatchNorm2dImpl normal = new BatchNorm2dImpl(norm);
        parameters.add(convolution.weight());
        parameters.add(normal.weight());
        parameters.add(normal.bias());
        return x -> torch.relu_(normal.forward(convolution.forward(x)));
    }

    private UnaryOperator<Tensor> plain(int in, int out) {
        Conv2dImpl convolution = new Conv2dImpl(in, out, new LongPointer(1, 1));
        parameters.add(convolution.weight());
        parameters.add(convolution.bias());
        return convolution::forward;
    }

    @SafeVarargs
    private static UnaryOperator<Tensor> row(UnaryOperator<Tensor>... parts) {
        return x -> {
            Tensor value = x;
            for (UnaryOperator<Tensor> part : parts) {
                value = part.apply(value);
            }
            return value;
        };
    }

    @SafeVarargs
    private static UnaryOperator<Tensor> branches(UnaryOperator<Tensor>... parts) {
        return x -> {
            TensorVector outs = new TensorVector();
            for (UnaryOperator<Tensor> part : parts) {
                outs.push_back(part.apply(x));
            }
            return torch.cat(outs, 1);
        };
    }

    private static UnaryOperator<Tensor> residual(
            double scale,
            boolean rectified,
            UnaryOperator<Tensor> branches,
            UnaryOperator<Tensor> linear) {
        return x -> {
            Tensor sum = x.add(linear.apply(branches.apply(x)), new Scalar(scale));
            return rectified ? torch.relu_(sum) : sum;
        };
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
        if (layout == PresetsConvolutions.Layout.CHANNELS_LAST) {
            x = x.contiguous(torch.MemoryFormat.ChannelsLast);
        }
        for (UnaryOperator<Tensor> block : blocks) {
            PointerScope around = PointerScope.getInnerScope();
            try (PointerScope inside = new PointerScope()) {
                x = block.apply(x);
                around.attach(x);
                inside.detach(x);
            }
        }
        Tensor means = torch.adaptive_avg_pool2d(x, 1, 1).flatten(1, -1);
        return last.forward(torch.dropout(means, dropRate, true));
    }

    /** The logits as an array. */
    float[] numbers(Batch batch) {
        try (PointerScope turn = new PointerScope()) {
            Tensor logits = logits(batch).contiguous();
            float[] values = new float[(int) logits.numel()];
            logits.data_ptr_float().get(values);
            return values;
        }
    }
}
