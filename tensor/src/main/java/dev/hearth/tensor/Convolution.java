package dev.hearth.tensor;

import java.util.Objects;
import java.util.Optional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** What moves a window over an image batch: padding that differs by side is laid on beforehand. */
final class Convolution {

    private Convolution() {}

    static Tensor forward(Tensor x, Tensor weight, Optional<Tensor> bias, ConvParameters g) {
        if (weight.dimensions() == 4) {
            refuseAbove("conv2d", x, weight.size(0), weight.size(2), weight.size(3), g);
        }
        if (isProduct(x, weight, g)) {
            return product(x, weight, bias);
        }
        Tensor input = g.symmetric() ? x : x.pad(g.left(), g.right(), g.top(), g.bottom(), 0);
        long[] padding = g.symmetric() ? new long[] {g.top(), g.left()} : new long[] {0, 0};
        return Tensor.call(
                "conv2d",
                () -> {
                    try (TensorOptional offset = Tensor.optional(bias)) {
                        return torch.conv2d(
                                input.raw(),
                                weight.raw(),
                                offset,
                                strides(g),
                                padding,
                                dilations(g),
                                g.groups());
                    }
                },
                x,
                weight);
    }

    /**
     * Whether it is computed as one matrix product over all pixels: in bfloat16 with windows of 1×1. For a
     * convolution oneDNN rearranges the weights forward and backward, and their gradient, with single
     * numbers; few pixels take a third of the time without, and many as long as with.
     */
    private static boolean isProduct(Tensor x, Tensor weight, ConvParameters g) {
        return x.dtype() == DType.BFLOAT16
                && weight.dtype() == DType.BFLOAT16
                && x.device().isCpu()
                && weight.dimensions() == 4
                && weight.size(2) == 1
                && weight.size(3) == 1
                && weight.size(1) == x.size(1)
                && g.equals(ConvParameters.stride(1, 1))
                && x.isChannelsLast();
    }

    private static Tensor product(Tensor x, Tensor weight, Optional<Tensor> bias) {
        long filters = weight.size(0);
        try (var inner = Scope.open()) {
            Tensor pixels = x.permute(0, 2, 3, 1).reshape(x.count() / x.size(1), x.size(1));
            Tensor matrix = weight.reshape(filters, x.size(1));
            Tensor sums =
                    bias.isPresent() ? pixels.linear(matrix, bias.get()) : pixels.linear(matrix);
            return inner.keep(
                    sums.reshape(x.size(0), x.size(2), x.size(3), filters)
                            .permute(0, 3, 1, 2)
                            .asView());
        }
    }

    static Tensor transposed(
            Tensor x,
            Tensor weight,
            Optional<Tensor> bias,
            ConvParameters g,
            int rows,
            int columns) {
        if (!g.symmetric()) {
            throw Check.error(
                    "convTranspose2d needs padding that is equal on both sides",
                    g,
                    "Use equal padding and extra rows or columns");
        }
        if (rows < 0
                || columns < 0
                || rows >= Math.max(g.strideRows(), g.dilationRows())
                || columns >= Math.max(g.strideColumns(), g.dilationColumns())) {
            throw Check.error(
                    "convTranspose2d adds fewer rows and columns than the stride",
                    rows + ", " + columns + " at " + g,
                    "Pad the result instead");
        }
        if (weight.dimensions() == 4 && x.dimensions() >= 3) {
            refuseAbove(
                    "convTranspose2d",
                    x,
                    weight.size(1) * g.groups(),
                    spread(x.size(-2), g.strideRows(), g.dilationRows(), weight.size(2)) + rows,
                    spread(x.size(-1), g.strideColumns(), g.dilationColumns(), weight.size(3))
                            + columns);
        }
        return Tensor.call(
                "convTranspose2d",
                () -> {
                    try (TensorOptional offset = Tensor.optional(bias)) {
                        return torch.conv_transpose2d(
                                x.raw(),
                                weight.raw(),
                                offset,
                                strides(g),
                                new long[] {g.top(), g.left()},
                                new long[] {rows, columns},
                                g.groups(),
                                dilations(g));
                    }
                },
                x,
                weight);
    }

    static Tensor maxPool(Tensor x, int height, int width, ConvParameters g) {
        ConvParameters.positive("maxPool2d's windows", height, width);
        refuseAbove("maxPool2d", x, 0, height, width, g);
        // libtorch pads at most half a window, and equally; anything else is laid on beforehand.
        boolean inside = g.symmetric() && g.top() <= height / 2 && g.left() <= width / 2;
        Tensor input =
                inside
                        ? x
                        : x.pad(g.left(), g.right(), g.top(), g.bottom(), Double.NEGATIVE_INFINITY);
        long[] padding = inside ? new long[] {g.top(), g.left()} : new long[] {0, 0};
        return Tensor.call(
                "maxPool2d",
                () ->
                        torch.max_pool2d(
                                input.raw(),
                                new long[] {height, width},
                                strides(g),
                                padding,
                                dilations(g),
                                false),
                x);
    }

    static Tensor avgPool(
            Tensor x, int height, int width, ConvParameters g, Functional.CountPadding counted) {
        ConvParameters.positive("avgPool2d's windows", height, width);
        Objects.requireNonNull(counted, "counted");
        refuseAbove("avgPool2d", x, 0, height, width, g);
        boolean inside = g.symmetric() && g.top() <= height / 2 && g.left() <= width / 2;
        if (!inside && counted == Functional.CountPadding.NO) {
            throw Check.error(
                    "avgPool2d without its padding needs padding equal on both sides and at most"
                            + " half a window",
                    g + " for windows of " + height + "×" + width,
                    "Count the padding, or pad equally");
        }
        if (g.dilationRows() != 1 || g.dilationColumns() != 1) {
            throw Check.error("avgPool2d knows no dilation", g, "Use dilation 1");
        }
        Tensor input = inside ? x : x.pad(g.left(), g.right(), g.top(), g.bottom(), 0);
        long[] padding = inside ? new long[] {g.top(), g.left()} : new long[] {0, 0};
        return Tensor.call(
                "avgPool2d",
                () ->
                        torch.avg_pool2d(
                                input.raw(),
                                new long[] {height, width},
                                strides(g),
                                padding,
                                false,
                                counted == Functional.CountPadding.YES,
                                NativeConstants.NO_DIVISOR),
                x);
    }

    /** Refuses a result, or a padded image, that could never be held; 0 channels are the image's. */
    static void refuseAbove(String operation, Tensor x, long channels, long height, long width) {
        if (x.dimensions() < 3) {
            return;
        }
        long[] shape = x.shape();
        int last = shape.length - 1;
        shape[last] = Math.max(0, width);
        shape[last - 1] = Math.max(0, height);
        shape[last - 2] = channels == 0 ? shape[last - 2] : channels;
        TensorMemory.refuseAbove(operation, x.dtype(), shape);
    }

    private static void refuseAbove(
            String operation, Tensor x, long channels, long rows, long columns, ConvParameters g) {
        if (x.dimensions() < 3) {
            return;
        }
        long height = x.size(-2);
        long width = x.size(-1);
        long tall = (long) g.top() + g.bottom();
        long wide = (long) g.left() + g.right();
        refuseAbove(operation, x, 0, height + tall, width + wide);
        refuseAbove(
                operation,
                x,
                channels,
                ConvParameters.windows(height, tall, g.dilationRows(), rows, g.strideRows()),
                ConvParameters.windows(
                        width, wide, g.dilationColumns(), columns, g.strideColumns()));
    }

    /** The extent of a transposed convolution before its padding is cut off. */
    private static long spread(long extent, long stride, long dilation, long window) {
        return Math.max(0, extent - 1) * stride + dilation * Math.max(0, window - 1) + 1;
    }

    private static long[] strides(ConvParameters g) {
        return new long[] {g.strideRows(), g.strideColumns()};
    }

    private static long[] dilations(ConvParameters g) {
        return new long[] {g.dilationRows(), g.dilationColumns()};
    }
}
