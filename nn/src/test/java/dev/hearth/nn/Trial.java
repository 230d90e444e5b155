package dev.hearth.nn;

import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.function.Consumer;

/** One layer, built and applied, arrays in and arrays out. */
public final class Trial {

    /** The seed of every trial's parameters. */
    public static final Seed SEED = new Seed(5);

    private Trial() {}

    /** Applies a layer once. */
    public static float[] apply(Layer layer, Shape in, float[] x, Context pass) {
        return apply(layer, in, x, pass, parameters -> {});
    }

    /** Applies a layer once, its parameters changed before. */
    public static float[] apply(
            Layer layer, Shape in, float[] x, Context pass, Consumer<Parameters> before) {
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Model net = Model.build(layer, in, SEED, Device.CPU);
            before.accept(net.parameters());
            return net.apply(Tensor.of(x, in.batch(x.length / in.count())), pass).toFloats();
        }
    }

    /** Numbers from N(0, 1), the same for the same seed. */
    public static float[] normal(long seed, int count) {
        var random = new Seed(seed).stream();
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
