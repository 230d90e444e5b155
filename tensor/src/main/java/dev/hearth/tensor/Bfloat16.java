package dev.hearth.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether this computer's bfloat16 convolutions and matrix products are right, and how much faster than
 * float32's they are. Each is compared, forward and with both gradients, with the same operation in float32,
 * which {@link SelfCheck} has compared with plain loops. Numbers are quarters, so that sums of their products
 * are exact in float32, and what comes in bfloat16 may differ by one rounding.
 *
 * <p>Done when it is first asked for, once a process: the check takes some 30 ms, the measurement 250.
 */
public final class Bfloat16 {

    /** Half a unit in the last place of 8 bits, relative. */
    private static final double ROUNDING = 1.0 / 256;

    private Bfloat16() {}

    /**
     * An operation in bfloat16 beside float32.
     *
     * @param difference the largest of a number, over its size in float32; NaN if one came
     */
    public record Figure(String operation, double difference) {

        /** Whether it differs by no more than one rounding. */
        public boolean isRight() {
            return difference <= ROUNDING;
        }
    }

    /** Lazily, by the class loader. */
    private static final class Checked {
        static final List<Figure> FIGURES = figures();

        private Checked() {}
    }

    private static final class Measured {
        static final double SPEEDUP = speedup();

        private Measured() {}
    }

    /** What was compared. */
    public static List<Figure> check() {
        return Checked.FIGURES;
    }

    /**
     * The time of a convolution in float32 over that in bfloat16, forward and backward, channels last, by
     * the threads that libtorch has: 3×3, 96 channels to 96, 4 images of 32×32; the least of twelve turns each.
     */
    public static double timesAsFast() {
        return Measured.SPEEDUP;
    }

    /** @throws LibTorchException if an operation is wrong here */
    public static void refuseUnlessRight() {
        for (Figure figure : check()) {
            if (!figure.isRight()) {
                throw new LibTorchException(
                        Check.message(
                                "Mixed precision needs bfloat16 to be computed right on this processor",
                                figure.operation()
                                        + " off by "
                                        + figure.difference()
                                        + ", where one rounding is "
                                        + ROUNDING,
                                "Use FLOAT32"));
            }
        }
    }

    /** A weighted sum of images or vectors. */
    private record Case(String name, long[] input, long[] kernel, ConvParameters geometry) {

        Tensor of(Tensor x, Tensor w) {
            return geometry == null
                    ? x.linear(w)
                    : Functional.conv2d(x, w, Optional.empty(), geometry);
        }
    }

    private static List<Case> cases() {
        ConvParameters plain = ConvParameters.stride(1, 1);
        return List.of(
                convolution(2, 24, 9, 40, 3, ConvParameters.stride(2, 2).padded(1, 1, 1, 1)),
                convolution(1, 97, 11, 99, 3, plain.padded(1, 1, 1, 1)),
                convolution(1, 3, 17, 32, 3, ConvParameters.stride(2, 2)),
                convolution(1, 300, 50, 300, 1, plain),
                convolution(2, 24, 7, 51, 3, plain.padded(1, 1, 1, 1).grouped(3)),
                new Case(
                        "convolution 2×32×17×17 to 48 of 1×7",
                        new long[] {2, 32, 17, 17},
                        new long[] {48, 32, 1, 7},
                        plain.padded(0, 0, 3, 3)),
                new Case(
                        "linear 67×300 by 300×259",
                        new long[] {67, 300},
                        new long[] {259, 300},
                        null));
    }

    private static Case convolution(
            int batch, int channels, int side, int filters, int window, ConvParameters geometry) {
        String name =
                String.format(
                        java.util.Locale.ROOT,
                        "convolution %d×%d×%d×%d to %d of %d×%d",
                        batch,
                        channels,
                        side,
                        side,
                        filters,
                        window,
                        window);
        long inputs = channels / geometry.groups();
        return new Case(
                name,
                new long[] {batch, channels, side, side},
                new long[] {filters, inputs, window, window},
                geometry);
    }

    private static List<Figure> figures() {
        LibTorch.load();
        List<Figure> figures = new ArrayList<>();
        for (Case each : cases()) {
            try (var scope = Scope.open()) {
                figures.add(new Figure(each.name(), difference(each)));
            } catch (LibTorchException failure) {
                figures.add(new Figure(each.name(), Double.NaN));
            }
        }
        return List.copyOf(figures);
    }

    /** Result, gradient by the input, gradient by the weights. */
    private static double difference(Case each) {
        Tensor x = drawn(3, each.input());
        Tensor w = drawn(4, each.kernel());
        Tensor gradient = null;
        List<float[]> single = new ArrayList<>();
        double worst = 0;
        for (DType type : List.of(DType.FLOAT32, DType.BFLOAT16)) {
            Tensor input = x.detach().to(type).requireGrad();
            Tensor kernel = w.detach().to(type).requireGrad();
            Tensor y = each.of(input, kernel);
            if (gradient == null) {
                gradient = drawn(5, y.shape());
            }
            y.backward(gradient.to(type));
            List<float[]> came =
                    List.of(
                            y.toFloats(),
                            input.grad().orElseThrow().toFloats(),
                            kernel.grad().orElseThrow().toFloats());
            if (type == DType.FLOAT32) {
                single.addAll(came);
            } else {
                for (int i = 0; i < single.size(); i++) {
                    worst = SelfCheckCases.worse(worst, difference(came.get(i), single.get(i)));
                }
            }
        }
        return worst;
    }

    private static double difference(float[] came, float[] wanted) {
        double worst = 0;
        for (int i = 0; i < wanted.length; i++) {
            double off = Math.abs((double) came[i] - wanted[i]);
            worst = SelfCheckCases.worse(worst, off == 0 ? 0 : off / Math.abs(wanted[i]));
        }
        return worst;
    }

    private static Tensor drawn(int seed, long... shape) {
        int count = 1;
        for (long extent : shape) {
            count *= (int) extent;
        }
        Tensor values = Tensor.of(SelfCheckCases.quarters(seed, count), shape);
        return shape.length == 4 ? values.channelsLast() : values;
    }

    private static double speedup() {
        Case each = convolution(4, 96, 32, 96, 3, ConvParameters.stride(1, 1).padded(1, 1, 1, 1));
        try (var scope = Scope.open()) {
            double[] least = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
            for (int turn = 0; turn < 24; turn++) {
                DType type = turn % 2 == 0 ? DType.FLOAT32 : DType.BFLOAT16;
                Tensor x = drawn(3, each.input()).to(type).requireGrad();
                Tensor w = drawn(4, each.kernel()).to(type).requireGrad();
                Tensor gradient = drawn(5, each.input()).to(type);
                long begun = System.nanoTime();
                each.of(x, w).backward(gradient);
                least[turn % 2] = Math.min(least[turn % 2], System.nanoTime() - begun);
            }
            return least[0] / least[1];
        } catch (LibTorchException failure) {
            return 0;
        }
    }
}
