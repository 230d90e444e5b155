package dev.hearth.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The operations that {@link SelfCheck} checks, each with its plain loop, which needs no libtorch and is
 * done when the list is made.
 *
 * <p>Numbers are quarters from −1 to 1, so that float32 sums of their products are exact in any order:
 * what differs is wrong, not rounded. Shapes are those at which kernels change: channels and filters that
 * are no multiple of 16, pixels by thousands, windows of one cell, strides, groups.
 */
final class SelfCheckCases {

    /** What can be replaced by itself. */
    enum Part {
        PRODUCTS,
        SHARED_PRODUCTS,
        POINTWISE_PRODUCTS,
        PLANNED_PRODUCTS,
        CONVOLUTIONS,
        OTHERS
    }

    /**
     * One operation.
     *
     * @param allowed the most that is right
     */
    record Case(
            Part part,
            String name,
            double allowed,
            boolean isShared,
            Supplier<Double> difference) {}

    /** Sees each result before it is compared: where tests make wrong ones. */
    interface Seam {
        float[] seen(Part part, float[] result);
    }

    /** Of sums that are exact but for a library's own way to add. */
    static final double EXACT = 1e-5;

    /** Where roots and exponentials come in. */
    private static final double ROUNDED = 1e-4;

    private static final float[] DRAWN = drawn();

    private final Seam seam;
    private final List<Case> cases = new ArrayList<>();

    private SelfCheckCases(Seam seam) {
        this.seam = seam;
    }

    static List<Case> all(Seam seam) {
        SelfCheckCases made = new SelfCheckCases(seam);
        made.products();
        ConvolutionCases.all(seam).forEach(made.cases::add);
        made.batchNorm();
        made.pools();
        made.elementwise();
        return made.cases;
    }

    private void add(Part part, String name, double allowed, Supplier<Double> difference) {
        cases.add(
                new Case(
                        part,
                        name,
                        allowed,
                        part == Part.SHARED_PRODUCTS || part == Part.POINTWISE_PRODUCTS,
                        difference));
    }

    // ---- matrix products --------------------------------------------------------------------

    private void products() {
        product(Part.PRODUCTS, 67, 45, 70);
        product(Part.PRODUCTS, 1, 130, 260);
        product(Part.PRODUCTS, 203, 70, 311);
        product(Part.SHARED_PRODUCTS, 203, 70, 311);
        product(Part.SHARED_PRODUCTS, 40, 200, 90);
        // As many rows and weights as make it the faster way: where two threads were once wrong.
        product(Part.POINTWISE_PRODUCTS, 2500, 300, 300);
        // In parts, and a whole that OpenBLAS packs.
        product(Part.PLANNED_PRODUCTS, 32, 128, 128);
        product(Part.PLANNED_PRODUCTS, 45, 100, 203);
    }

    private void product(Part part, int rows, int columns, int inner) {
        float[] a = quarters(1, rows * inner);
        float[] b = quarters(2, columns * inner);
        float[] signs = signs(columns);
        // Σ_m s_m·(a·bᵀ)[n,m]
        double[] vector = PlainConvolution.summed(b, 1, signs, inner);
        double[] loop = PlainLoops.byRows(a, vector);
        add(
                part,
                "product " + rows + "×" + inner + " by " + inner + "×" + columns,
                EXACT,
                () -> {
                    Tensor left = Tensor.of(a, rows, inner);
                    Tensor right = Tensor.of(b, columns, inner);
                    double worst = 0;
                    for (Tensor y : productsBy(part, left, right)) {
                        float[] values = seam.seen(part, y.toFloats());
                        worst = worse(worst, difference(PlainLoops.byRows(values, signs), loop));
                    }
                    return worst;
                });
    }

    /** The same product in the ways that its part has. */
    private static List<Tensor> productsBy(Part part, Tensor a, Tensor b) {
        Tensor turned = b.transpose(0, 1);
        if (part == Part.PRODUCTS) {
            Tensor sum = Tensor.zeros(a.size(0), b.size(0));
            sum.quietly("add", () -> sum.raw().addmm_(a.raw(), turned.raw()), a, turned);
            return List.of(
                    Tensor.call("mm", () -> a.raw().mm(turned.raw()), a, turned),
                    Tensor.call("mm", () -> b.raw().mm(a.raw().t()), a, b).transpose(0, 1),
                    sum);
        }
        try (var noGrad = NoGrad.open()) {
            if (part == Part.PLANNED_PRODUCTS) {
                return LibTorch.withOneProductThread(() -> planned(a, b));
            }
            if (part == Part.POINTWISE_PRODUCTS) {
                return List.of(Gemm.pointwise(a, b, null));
            }
            Tensor sum = Tensor.zeros(a.size(0), b.size(0));
            List<Tensor> made = new ArrayList<>();
            Optional.ofNullable(Gemm.shared(a, b, true, null)).ifPresent(made::add);
            Optional.ofNullable(Gemm.shared(a, turned.contiguous(), false, null))
                    .ifPresent(made::add);
            if (Gemm.add(sum, a, turned)) {
                made.add(sum);
            }
            return made;
        }
    }

    /** Each operand as it is and transposed. */
    private static List<Tensor> planned(Tensor a, Tensor b) {
        List<Tensor> made = new ArrayList<>();
        for (DenseProduct.Operand ofA : DenseProduct.Operand.values()) {
            for (DenseProduct.Operand ofB : DenseProduct.Operand.values()) {
                Tensor y = Tensor.zeros(a.size(0), b.size(0));
                Tensor left =
                        ofA == DenseProduct.Operand.PLAIN ? a : a.transpose(0, 1).contiguous();
                Tensor right =
                        ofB == DenseProduct.Operand.PLAIN ? b.transpose(0, 1).contiguous() : b;
                DenseProduct.Accumulation kept =
                        ofA == ofB
                                ? DenseProduct.Accumulation.REPLACED
                                : DenseProduct.Accumulation.ADDED_TO;
                DenseProduct.of(whole(y), kept, whole(left), ofA, whole(right), ofB).run();
                made.add(y);
            }
        }
        return made;
    }

    private static DenseMatrix whole(Tensor tensor) {
        return DenseMatrix.of(tensor, 0, (int) tensor.size(0), (int) tensor.size(1));
    }

    // ---- the others -------------------------------------------------------------------------

    private void other(String name, double allowed, Supplier<float[]> came, double[] wanted) {
        add(
                Part.OTHERS,
                name,
                allowed,
                () -> {
                    float[] values = seam.seen(Part.OTHERS, came.get());
                    double[] sums = new double[values.length];
                    for (int i = 0; i < values.length; i++) {
                        sums[i] = values[i];
                    }
                    return difference(sums, wanted);
                });
    }

    private void batchNorm() {
        int batch = 6;
        int channels = 19;
        int cells = 49;
        float[] x = quarters(7, batch * channels * cells);
        float[] g = quarters(8, batch * channels * cells);
        float[] gain = quarters(9, channels);
        for (boolean channelsLast : new boolean[] {true, false}) {
            other(
                    "batch norm and its gradient " + (channelsLast ? "channels last" : "NCHW"),
                    ROUNDED,
                    () -> {
                        Tensor image =
                                ConvolutionCases.laid(x, channelsLast, batch, channels, 7, 7)
                                        .requireGrad();
                        Tensor y =
                                Functional.batchNorm(
                                        image,
                                        Optional.of(Tensor.of(gain, channels)),
                                        Optional.of(Tensor.zeros(channels)),
                                        Tensor.zeros(channels),
                                        Tensor.ones(channels),
                                        true,
                                        0.1,
                                        1e-5);
                        y.backward(ConvolutionCases.laid(g, channelsLast, batch, channels, 7, 7));
                        return joined(y.toFloats(), image.grad().orElseThrow().toFloats());
                    },
                    PlainLoops.batchNorm(x, g, gain, batch, cells, 1e-5));
        }
    }

    private void pools() {
        int planes = 2 * 19;
        float[] x = distinct(planes * 9 * 9);
        for (boolean channelsLast : new boolean[] {true, false}) {
            String layout = channelsLast ? "channels last" : "NCHW";
            other(
                    "max-pooling 3×3 and its gradient, " + layout,
                    EXACT,
                    () -> {
                        Tensor image =
                                ConvolutionCases.laid(x, channelsLast, 2, 19, 9, 9).requireGrad();
                        Tensor y = Functional.maxPool2d(image, 3, 3, ConvParameters.stride(2, 2));
                        y.sum().backward();
                        return joined(y.toFloats(), image.grad().orElseThrow().toFloats());
                    },
                    PlainLoops.maxPool(x, planes, 9));
            other(
                    "mean-pooling 3×3, " + layout,
                    ROUNDED,
                    () ->
                            Functional.avgPool2d(
                                            ConvolutionCases.laid(x, channelsLast, 2, 19, 9, 9),
                                            3,
                                            3,
                                            ConvParameters.stride(2, 2),
                                            Functional.CountPadding.NO)
                                    .toFloats(),
                    PlainLoops.meanPool(x, planes, 9));
        }
    }

    private void elementwise() {
        int rows = 37;
        int columns = 45;
        float[] x = quarters(10, rows * columns);
        float[] spread = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            spread[i] = x[i] * (1 + i % 7) * 3;
        }
        other(
                "ELU, sigmoid, tanh, log-softmax",
                ROUNDED,
                () -> {
                    Tensor t = Tensor.of(spread, rows, columns);
                    return joined(
                            t.elu(1).toFloats(),
                            t.sigmoid().toFloats(),
                            t.tanh().toFloats(),
                            t.logSoftmax(1).toFloats());
                },
                PlainLoops.pointwise(spread, columns));
        float[] many = quarters(11, 40_001);
        other(
                "sums of 40,001 numbers, and by rows and columns",
                EXACT,
                () -> {
                    Tensor t = Tensor.of(x, rows, columns);
                    return joined(
                            Tensor.of(many, many.length).sum().toFloats(),
                            t.sum(Tensor.Keep.NOTHING, 0).toFloats(),
                            t.sum(Tensor.Keep.NOTHING, 1).toFloats());
                },
                PlainLoops.sums(many, x, rows, columns));
    }

    // ---- numbers ----------------------------------------------------------------------------

    /** Numbers k/4, k from −4 to 4, of which a prime number is drawn and then repeated. */
    private static float[] drawn() {
        float[] values = new float[8191];
        int state = 0x9E3779B9;
        for (int i = 0; i < values.length; i++) {
            state ^= state << 13;
            state ^= state >>> 17;
            state ^= state << 5;
            values[i] = ((state >>> 8) % 9 - 4) / 4f;
        }
        return values;
    }

    static float[] quarters(int seed, int count) {
        float[] values = new float[count];
        int skipped = 509 * seed % DRAWN.length;
        int at = Math.min(count, DRAWN.length - skipped);
        System.arraycopy(DRAWN, skipped, values, 0, at);
        for (; at < count; at += DRAWN.length) {
            System.arraycopy(DRAWN, 0, values, at, Math.min(DRAWN.length, count - at));
        }
        return values;
    }

    /** No two alike, in no order. */
    private static float[] distinct(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (int) ((i * 7919L) % count) - count / 2;
        }
        return values;
    }

    static float[] signs(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (i * 0x9E3779B9) < 0 ? -1 : 1;
        }
        return values;
    }

    private static float[] joined(float[]... parts) {
        int count = 0;
        for (float[] part : parts) {
            count += part.length;
        }
        float[] all = new float[count];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /** The largest difference over the largest number wanted; NaN if there is one among the first. */
    static double difference(double[] came, double[] wanted) {
        if (came.length != wanted.length) {
            return Double.NaN;
        }
        double most = 0;
        double scale = 0;
        for (int i = 0; i < came.length; i++) {
            most = worse(most, Math.abs(came[i] - wanted[i]));
            scale = Math.max(scale, Math.abs(wanted[i]));
        }
        return most / scale;
    }

    static double worse(double a, double b) {
        // NaN is the worst.
        return Double.isNaN(a) || Double.isNaN(b) ? Double.NaN : Math.max(a, b);
    }
}
