package dev.hearth.nn;

import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;

/** Images in plain Java, for twins of layers written as their formula. */
public final class Naive {

    /**
     * A batch of images in double precision.
     *
     * @param values row-major [batch × channels × height × width]
     */
    public record Images(double[] values, int batch, int channels, int height, int width) {

        public static Images of(Tensor x) {
            return new Images(
                    x.toDoubles(),
                    (int) x.size(0),
                    (int) x.size(1),
                    (int) x.size(2),
                    (int) x.size(3));
        }

        public static Images zeros(int batch, int channels, int height, int width) {
            return new Images(
                    new double[batch * channels * height * width], batch, channels, height, width);
        }

        public boolean holds(int row, int column) {
            return row >= 0 && row < height && column >= 0 && column < width;
        }

        public int at(int n, int c, int row, int column) {
            return ((n * channels + c) * height + row) * width + column;
        }

        /** Zero outside the image. */
        public double get(int n, int c, int row, int column) {
            return holds(row, column) ? values[at(n, c, row, column)] : 0;
        }

        public long[] shape() {
            return new long[] {batch, channels, height, width};
        }
    }

    /** What a twin is asked to compute. */
    @FunctionalInterface
    public interface Twin {
        Images apply(Images x, Parameters parameters);
    }

    private Naive() {}

    /** A number from low to high, both included. */
    public static int between(RandomStream random, int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    /**
     * The greatest difference between a net and its twin over one random batch, relative to the
     * greatest value.
     */
    public static double difference(Layer layer, Shape.Image in, Seed seed, Twin twin) {
        try (var scope = Scope.open()) {
            Model net = Model.build(layer, in, seed, Device.CPU);
            for (Parameters.Entry entry : net.parameters().entries()) {
                if (entry.role() == Role.BIAS) {
                    net.parameters()
                            .value(entry.name())
                            .copyInPlace(
                                    RandomTensors.of(seed.child("bias"))
                                            .normal(0, 1, entry.count())
                                            .toFloats());
                }
            }
            Tensor x = RandomTensors.of(seed.child("x")).normal(0, 1, in.batch(2));
            Tensor y = net.apply(x, Context.testing(seed));
            Images wanted = twin.apply(Images.of(x), net.parameters());
            if (!java.util.Arrays.equals(y.shape(), wanted.shape())) {
                throw new AssertionError(
                        layer
                                + " on "
                                + in
                                + ": "
                                + java.util.Arrays.toString(y.shape())
                                + " instead of "
                                + java.util.Arrays.toString(wanted.shape()));
            }
            double[] got = y.toDoubles();
            double worst = 0;
            double greatest = 1e-30;
            for (int i = 0; i < got.length; i++) {
                worst = Math.max(worst, Math.abs(got[i] - wanted.values()[i]));
                greatest = Math.max(greatest, Math.abs(wanted.values()[i]));
            }
            return worst / greatest;
        }
    }
}
