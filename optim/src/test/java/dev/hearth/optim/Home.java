package dev.hearth.optim;

import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Layers;
import dev.hearth.nn.layers.Linear;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;

/** A small home of parameters, with gaps in its flat buffers, and what is written into it. */
final class Home {

    private Home() {}

    static Parameters fresh() {
        return Model.build(
                        Layers.sequence(new Linear(3), new Linear(2)),
                        new Shape.Vector(5),
                        new Seed(7),
                        Device.CPU)
                .parameters();
    }

    /** Whether an index of the flat buffer lies in a parameter. */
    static boolean[] used(Parameters parameters) {
        boolean[] used = new boolean[(int) parameters.values().count()];
        for (Parameters.Entry entry : parameters.entries()) {
            for (int i = 0; i < entry.count(); i++) {
                used[(int) entry.offset() + i] = true;
            }
        }
        return used;
    }

    /** Random numbers where there are parameters, zeros in the gaps. */
    static float[] draw(Parameters parameters, Seed seed, double size) {
        RandomStream random = seed.stream();
        boolean[] used = used(parameters);
        float[] numbers = new float[used.length];
        for (int i = 0; i < used.length; i++) {
            numbers[i] = used[i] ? (float) (size * (2 * random.nextDouble() - 1)) : 0;
        }
        return numbers;
    }

    /** The gradient of a step: the same for every machine that is compared. */
    static void gradient(Parameters parameters, int step) {
        parameters
                .gradients()
                .copyInPlace(draw(parameters, new Seed(11).child(step), step % 3 == 0 ? 3 : 0.5));
    }

    static float[] copy(Tensor tensor) {
        return tensor.toFloats();
    }
}
