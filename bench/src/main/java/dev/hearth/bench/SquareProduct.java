package dev.hearth.bench;

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
        LibTorch.load();
        try (Scalar half = new Scalar(0.5);
                Scalar quarter = new Scalar(0.25)) {
            a = torch.full(new long[] {SIZE, SIZE}, half);
            b = torch.full(new long[] {SIZE, SIZE}, quarter);
        }
    }

    @Override
    public void run() {
        torch.mm(a, b).close();
    }
}
