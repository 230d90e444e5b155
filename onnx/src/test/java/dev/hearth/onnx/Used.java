package dev.hearth.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.List;

/** Nets whose numbers are not those of the beginning, and what they compute. */
final class Used {

    private static final Seed SEED = new Seed(6);

    private Used() {}

    /** A net that has seen batches, so that its running figures are of use. */
    static Model net(Layer layer, Shape in) {
        Model net = Model.build(layer, in, SEED, Device.CPU);
        try (var room = Scope.open();
                var quiet = NoGrad.open()) {
            Tensor values = net.parameters().values();
            if (values.count() > 0) {
                values.addInPlace(
                        RandomTensors.of(SEED.child("values")).normal(0, 0.03, values.shape()), 1);
            }
            for (int i = 0; i < 3; i++) {
                Tensor x = RandomTensors.of(SEED.child(i)).normal(0.5, 2, in.batch(6));
                net.apply(x, Context.training(SEED.child(i)));
            }
        }
        return net;
    }

    /** What a net gives for a batch of noise, always the same. */
    static float[] outputs(Model net, int batch) {
        try (var room = Scope.open();
                var quiet = NoGrad.open()) {
            return net.apply(input(net.in(), batch), Context.testing(SEED)).toFloats();
        }
    }

    static Tensor input(Shape in, int batch) {
        return RandomTensors.of(SEED.child("x")).normal(0, 1, in.batch(batch));
    }

    static float[] values(Shape in, int batch) {
        try (var room = Scope.open()) {
            return input(in, batch).toFloats();
        }
    }

    /** The model gives what the net gives, for batches of one, two and five. */
    static void assertSame(Model net, OnnxModel model, double tolerance) {
        try (OnnxNet twin = OnnxNet.open(model.bytes(), 2)) {
            for (int batch : new int[] {2, 1, 5}) {
                float[] wanted = outputs(net, batch);
                float[] came = twin.apply(values(net.in(), batch), net.in().batch(batch));
                assertClose(came, wanted, tolerance);
            }
        }
    }

    /** Within a share of the largest. */
    static void assertClose(float[] came, float[] wanted, double tolerance) {
        float size = 0;
        for (float value : wanted) {
            size = Math.max(size, Math.abs(value));
        }
        assertThat(size).isFinite().isPositive();
        assertThat(came).hasSameSizeAs(wanted);
        for (int i = 0; i < came.length; i++) {
            assertThat((double) came[i]).isCloseTo(wanted[i], within(tolerance * size));
        }
    }

    /** The simple names of the classes of all layers in a net. */
    static List<String> classes(Layer net, Shape in) {
        return ChildLayer.all(net, in).stream()
                .map(each -> each.layer().getClass().getSimpleName())
                .toList();
    }
}
