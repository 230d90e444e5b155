package dev.hearth.tensor;

import dev.hearth.tensor.SelfCheckCases.Case;
import dev.hearth.tensor.SelfCheckCases.Part;
import dev.hearth.tensor.SelfCheckCases.Seam;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Convolutions, forward and backward both ways, beside {@link PlainConvolution}. */
final class ConvolutionCases {

    private final Seam seam;

    private ConvolutionCases(Seam seam) {
        this.seam = seam;
    }

    static List<Case> all(Seam seam) {
        ConvolutionCases made = new ConvolutionCases(seam);
        List<Case> cases = new ArrayList<>();
        // Wrong in oneDNN 3.7 on one thread where a hypervisor hid the sizes of the caches.
        cases.add(made.convolution(false, false, new PlainConvolution(25, 26, 11, 39, 2, 1, 0, 1)));
        cases.add(made.convolution(false, true, new PlainConvolution(2, 26, 11, 39, 2, 1, 0, 1)));
        cases.add(made.convolution(false, false, new PlainConvolution(1, 97, 11, 99, 3, 1, 0, 1)));
        cases.add(made.convolution(false, true, new PlainConvolution(1, 97, 11, 99, 3, 1, 0, 1)));
        cases.add(made.convolution(false, true, new PlainConvolution(2, 50, 9, 70, 1, 1, 0, 1)));
        cases.add(made.convolution(false, true, new PlainConvolution(2, 24, 9, 40, 3, 2, 1, 1)));
        cases.add(made.convolution(false, true, new PlainConvolution(2, 24, 7, 51, 3, 1, 1, 3)));
        cases.add(made.convolution(false, true, new PlainConvolution(1, 3, 17, 32, 3, 2, 0, 1)));
        cases.add(made.convolution(true, true, new PlainConvolution(2, 30, 10, 20, 5, 2, 2, 1)));
        return cases;
    }

    private Case convolution(boolean isTransposed, boolean channelsLast, PlainConvolution c) {
        return new Case(
                Part.CONVOLUTIONS,
                (isTransposed ? "transposed convolution " : "convolution ")
                        + (isTransposed
                                ? shape(c, c.filters(), c.out())
                                : shape(c, c.channels(), c.side()))
                        + " to "
                        + (isTransposed ? c.channels() : c.filters())
                        + " of "
                        + c.window()
                        + "×"
                        + c.window()
                        + (c.stride() > 1 ? ", stride " + c.stride() : "")
                        + (c.groups() > 1 ? ", " + c.groups() + " groups" : "")
                        + ", "
                        + (channelsLast ? "channels last" : "NCHW"),
                SelfCheckCases.EXACT,
                false,
                compared(isTransposed, channelsLast, c));
    }

    private static String shape(PlainConvolution c, int channels, int side) {
        return c.batch() + "×" + channels + "×" + side + "×" + side;
    }

    /** Forward and both gradients, beside the loops; a transposed convolution is one's gradient. */
    private Supplier<Double> compared(
            boolean isTransposed, boolean channelsLast, PlainConvolution c) {
        int window = c.window() * c.window();
        float[] images = SelfCheckCases.quarters(3, c.batch() * c.channels() * c.side() * c.side());
        float[] results = SelfCheckCases.quarters(4, c.batch() * c.filters() * c.out() * c.out());
        float[] w = SelfCheckCases.quarters(5, c.filters() * c.channelsOfGroup() * window);
        float[] bias =
                isTransposed ? new float[c.filters()] : SelfCheckCases.quarters(6, c.filters());
        float[] overBatch = SelfCheckCases.signs(c.batch());
        float[] overFilters = SelfCheckCases.signs(c.filters());
        float[] overChannels = SelfCheckCases.signs(c.channels());
        double[] forward = c.forward(images, w, bias, overBatch, overFilters);
        double[] byInput = c.byInput(w, results, overBatch, overChannels);
        double[] byWeight = c.byWeight(images, results, overFilters, overChannels);
        long[] imageShape = {c.batch(), c.channels(), c.side(), c.side()};
        long[] resultShape = {c.batch(), c.filters(), c.out(), c.out()};
        ConvParameters geometry =
                ConvParameters.stride(c.stride(), c.stride())
                        .padded(c.padding(), c.padding(), c.padding(), c.padding())
                        .grouped(c.groups());
        return () -> {
            Tensor image = laid(images, channelsLast, imageShape);
            Tensor result = laid(results, channelsLast, resultShape);
            Tensor kernel =
                    Tensor.of(w, c.filters(), c.channelsOfGroup(), c.window(), c.window())
                            .requireGrad();
            Tensor x = (isTransposed ? result : image).requireGrad();
            Tensor gradient = isTransposed ? image : result;
            int extra = (c.side() + 2 * c.padding() - c.window()) % c.stride();
            Tensor y =
                    isTransposed
                            ? Functional.convTranspose2d(
                                    x, kernel, Optional.empty(), geometry, extra, extra)
                            : Functional.conv2d(
                                    x, kernel, Optional.of(Tensor.of(bias, bias.length)), geometry);
            y.backward(gradient);
            float[] yValues = seen(y);
            float[] xGradient = seen(x.grad().orElseThrow());
            float[] wGradient = seen(kernel.grad().orElseThrow());
            int cells = c.out() * c.out();
            int pixels = c.side() * c.side();
            float[] byFilters = isTransposed ? xGradient : yValues;
            float[] byChannels = isTransposed ? yValues : xGradient;
            double worst =
                    SelfCheckCases.difference(
                            PlainConvolution.summed(
                                    PlainConvolution.summed(
                                            byFilters, 1, overBatch, c.filters() * cells),
                                    overFilters,
                                    cells),
                            forward);
            worst =
                    SelfCheckCases.worse(
                            worst,
                            SelfCheckCases.difference(
                                    PlainConvolution.summed(
                                            PlainConvolution.summed(
                                                    byChannels,
                                                    1,
                                                    overBatch,
                                                    c.channels() * pixels),
                                            overChannels,
                                            pixels),
                                    byInput));
            double[] weightSum = new double[window];
            for (int k = 0; k < c.filters(); k++) {
                for (int d = 0; d < c.channelsOfGroup(); d++) {
                    int channel = k / c.filtersOfGroup() * c.channelsOfGroup() + d;
                    for (int cell = 0; cell < window; cell++) {
                        weightSum[cell] +=
                                (double) overFilters[k]
                                        * overChannels[channel]
                                        * wGradient[(k * c.channelsOfGroup() + d) * window + cell];
                    }
                }
            }
            return SelfCheckCases.worse(worst, SelfCheckCases.difference(weightSum, byWeight));
        };
    }

    private float[] seen(Tensor tensor) {
        return seam.seen(Part.CONVOLUTIONS, tensor.toFloats());
    }

    static Tensor laid(float[] values, boolean channelsLast, long... shape) {
        Tensor tensor = Tensor.of(values, shape);
        return channelsLast ? tensor.channelsLast() : tensor;
    }
}
