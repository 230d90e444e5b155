package dev.hearth.peers.tensorflow;

import dev.hearth.peers.plan.Frame;
import dev.hearth.peers.plan.FrameworkAdapter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.op.core.Sum;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.math.Mean;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * TensorFlow's operations, channels last, as its kernels for processors want them; filters come as
 * rows × columns × channels × filters.
 */
final class TensorFlowAdapter implements FrameworkAdapter<Operand<TFloat32>> {

    private final Ops tf;
    private final boolean training;
    private final List<Op> updates = new ArrayList<>();

    TensorFlowAdapter(Ops tf, boolean training) {
        this.tf = tf;
        this.training = training;
    }

    /** What moves the running figures. */
    List<Op> updates() {
        return updates;
    }

    private static List<Long> over(int rows, int columns) {
        return List.of(1L, (long) rows, (long) columns, 1L);
    }

    /** Padded windows have odd extents and a stride of one here, which is SAME. */
    private static String padding(Frame frame) {
        return frame.isPadded() ? "SAME" : "VALID";
    }

    @Override
    public Operand<TFloat32> convolution(
            Operand<TFloat32> x,
            Operand<TFloat32> weight,
            Optional<Operand<TFloat32>> bias,
            Frame frame) {
        Operand<TFloat32> y =
                tf.nn.conv2d(x, weight, over(frame.down(), frame.across()), padding(frame));
        return bias.<Operand<TFloat32>>map(b -> tf.nn.biasAdd(y, b)).orElse(y);
    }

    @Override
    public Operand<TFloat32> linear(
            Operand<TFloat32> x, Operand<TFloat32> weight, Optional<Operand<TFloat32>> bias) {
        Operand<TFloat32> y = tf.linalg.matMul(x, weight, MatMul.transposeB(true));
        return bias.<Operand<TFloat32>>map(b -> tf.nn.biasAdd(y, b)).orElse(y);
    }

    @Override
    public Operand<TFloat32> batchNorm(
            Operand<TFloat32> x,
            Optional<Operand<TFloat32>> scale,
            Operand<TFloat32> shift,
            Operand<TFloat32> mean,
            Operand<TFloat32> variance,
            double epsilon,
            double momentum) {
        Operand<TFloat32> gamma = scale.orElseGet(() -> tf.onesLike(shift));
        // In training the operation wants empty running figures.
        Operand<TFloat32> none = tf.constant(new float[0]);
        FusedBatchNorm<TFloat32, TFloat32> norm =
                tf.nn.fusedBatchNorm(
                        x,
                        gamma,
                        shift,
                        training ? none : mean,
                        training ? none : variance,
                        FusedBatchNorm.epsilon((float) epsilon),
                        FusedBatchNorm.isTraining(training));
        if (training) {
            updates.add(moved(mean, norm.batchMean(), momentum));
            updates.add(moved(variance, norm.batchVariance(), momentum));
        }
        return norm.y();
    }

    private Op moved(Operand<TFloat32> running, Operand<TFloat32> own, double momentum) {
        return tf.assignAdd(
                running, tf.math.mul(tf.math.sub(own, running), tf.constant((float) momentum)));
    }

    @Override
    public Operand<TFloat32> relu(Operand<TFloat32> x) {
        return tf.nn.relu(x);
    }

    @Override
    public Operand<TFloat32> leakyRelu(Operand<TFloat32> x, double slope) {
        return tf.nn.leakyRelu(x, LeakyRelu.alpha((float) slope));
    }

    @Override
    public Operand<TFloat32> elu(Operand<TFloat32> x) {
        return tf.nn.elu(x);
    }

    @Override
    public Operand<TFloat32> sigmoid(Operand<TFloat32> x) {
        return tf.math.sigmoid(x);
    }

    private static int[] whole(int rows, int columns) {
        return new int[] {1, rows, columns, 1};
    }

    @Override
    public Operand<TFloat32> maxPool(Operand<TFloat32> x, Frame frame) {
        return tf.nn.maxPool(
                x,
                tf.constant(whole(frame.rows(), frame.columns())),
                tf.constant(whole(frame.down(), frame.across())),
                padding(frame));
    }

    @Override
    public Operand<TFloat32> meanPool(Operand<TFloat32> x, Frame frame) {
        return tf.nn.avgPool(
                x,
                over(frame.rows(), frame.columns()),
                over(frame.down(), frame.across()),
                padding(frame));
    }

    @Override
    public Operand<TFloat32> globalMean(Operand<TFloat32> x) {
        return tf.math.mean(x, tf.constant(new int[] {1, 2}), Mean.keepDims(false));
    }

    /** Only of images with one channel, where layouts agree. */
    @Override
    public Operand<TFloat32> flatten(Operand<TFloat32> x) {
        long size = 1;
        for (int i = 1; i < x.shape().numDimensions(); i++) {
            size *= x.shape().get(i);
        }
        return tf.reshape(x, tf.constant(new int[] {-1, (int) size}));
    }

    private Operand<TInt32> shape(Operand<TFloat32> x) {
        return tf.shape(x);
    }

    @Override
    public Operand<TFloat32> dropout(Operand<TFloat32> x, double rate) {
        if (!training) {
            return x;
        }
        Operand<TFloat32> drawn = tf.random.randomUniform(shape(x), TFloat32.class);
        Operand<TFloat32> kept =
                tf.dtypes.cast(
                        tf.math.greaterEqual(drawn, tf.constant((float) rate)), TFloat32.class);
        Operand<TFloat32> mask = tf.math.mul(kept, tf.constant((float) (1 / (1 - rate))));
        return tf.math.mul(x, mask);
    }

    @Override
    public Operand<TFloat32> noise(Operand<TFloat32> x, double deviation) {
        return training
                ? tf.math.add(
                        x,
                        tf.math.mul(
                                tf.random.randomStandardNormal(shape(x), TFloat32.class),
                                tf.constant((float) deviation)))
                : x;
    }

    @Override
    public Operand<TFloat32> concat(List<Operand<TFloat32>> parts) {
        return tf.concat(parts, tf.constant(3));
    }

    @Override
    public Operand<TFloat32> add(Operand<TFloat32> x, Operand<TFloat32> y, double scale) {
        return tf.math.add(x, tf.math.mul(y, tf.constant((float) scale)));
    }

    @Override
    public Operand<TFloat32> largest(Operand<TFloat32> x, int pieces) {
        int units = (int) (x.shape().get(1) / pieces);
        Operand<TFloat32> groups = tf.reshape(x, tf.constant(new int[] {-1, units, pieces}));
        return tf.reduceMax(groups, tf.constant(2), ReduceMax.keepDims(false));
    }

    @Override
    public Operand<TFloat32> normalized(Operand<TFloat32> direction, Operand<TFloat32> gain) {
        boolean filters = direction.shape().numDimensions() == 4;
        Operand<TInt32> inside =
                filters ? tf.constant(new int[] {0, 1, 2}) : tf.constant(new int[] {1});
        // The gradient of Square crashes behind that of Sum in this version.
        Operand<TFloat32> squares = tf.math.mul(direction, direction);
        Operand<TFloat32> lengths = tf.math.sqrt(tf.sum(squares, inside, Sum.keepDims(true)));
        int[] column = filters ? new int[] {1, 1, 1, -1} : new int[] {-1, 1};
        Operand<TFloat32> g = tf.reshape(gain, tf.constant(column));
        return tf.math.mul(direction, tf.math.div(g, lengths));
    }
}
