package dev.hearth.bench;

import dev.hearth.nn.Precision;
import dev.hearth.tensor.LibTorch;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A product of two 2048×2048 matrices by the presets: nothing of Hearth's is in it. */
final class SquareProduct implements Runnable {

    private static final int SIZE = 2048;

    /** How many operations it has. */
    static final double FLOPS = 2.0 * SIZE * SIZE * SIZE;

    private final Tensor a;
    private final Tensor b;

    SquareProduct() {
        this(Precision.FLOAT32);
    }

    SquareProduct(Precision precision) {
        LibTorch.load();
        try (Scalar half = new Scalar(0.5);
                Scalar quarter = new Scalar(0.25)) {
            a = full(half, precision);
            b = full(quarter, precision);
        }
    }

    private static Tensor full(Scalar value, Precision precision) {
        Tensor wide = torch.full(new long[] {SIZE, SIZE}, value);
        return precision == Precision.FLOAT32 ? wide : wide.to(torch.ScalarType.BFloat16);
    }

    @Override
    public void run() {
        torch.mm(a, b).close();
    }
}
