package dev.hearth.bench;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch;

/** PyTorch's own fractional max-pool as one calls it straight on the presets. */
final class PresetsPool {

    private final Tensor x;
    private final Tensor gradient;
    private final Tensor offsets;
    private final long[] out;

    PresetsPool(float[] values, long[] shape, int out) {
        this.out = new long[] {out, out};
        x = Tensor.create(values, shape);
        gradient = torch.ones(new long[] {shape[0], shape[1], out, out});
        offsets = torch.rand(new long[] {shape[0], shape[1], 2});
    }

    void run(Runnable atTheEnd) {
        try (var turn = new PointerScope()) {
            Tensor leaf = x.detach().set_requires_grad(true);
            Tensor y = torch.fractional_max_pool2d(leaf, new long[] {2, 2}, out, offsets).get0();
            y.backward(gradient, new BoolOptional(), false, new TensorArrayRefOptional());
            atTheEnd.run();
        }
    }
}
