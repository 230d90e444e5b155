package dev.hearth.peers.tensorflow;

import dev.hearth.peers.plan.Burst;
import dev.hearth.peers.plan.Net;
import dev.hearth.peers.plan.PeerProtocol;
import dev.hearth.peers.plan.Plan;
import dev.hearth.peers.plan.Weight;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.nn.FractionalMaxPool;
import org.tensorflow.op.nn.FractionalMaxPoolGrad;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.types.TFloat32;

/** The process of TensorFlow for Java: the graph of a step, once built, run in a session. */
public final class TensorFlowPeer {

    private final Plan plan;
    private final Graph graph = new Graph();
    private final Ops tf = Ops.create(graph);
    private final List<Op> births = new ArrayList<>();
    private final Session session;

    private TensorFlowPeer(Plan plan) {
        this.plan = plan;
        ConfigProto.Builder config =
                ConfigProto.newBuilder()
                        .setIntraOpParallelismThreads(plan.threads())
                        .setInterOpParallelismThreads(1);
        if ("BFLOAT16".equals(System.getProperty("peer.variant"))) {
            config.setGraphOptions(
                    GraphOptions.newBuilder()
                            .setRewriteOptions(
                                    RewriterConfig.newBuilder()
                                            .setAutoMixedPrecisionOnednnBfloat16(
                                                    RewriterConfig.Toggle.ON)));
        }
        this.session = new Session(graph, config.build());
    }

    /**
     * The entry.
     *
     * @param arguments the plan's folder
     * @throws IOException if the driver cannot be heard
     */
    public static void main(String[] arguments) throws IOException {
        PeerProtocol.serve(
                arguments,
                System.getProperty("peer.version"),
                plan -> new TensorFlowPeer(plan).stretch());
    }

    private Burst stretch() {
        Burst stretch =
                switch (plan.kind()) {
                    case TRAIN -> training();
                    case INFERENCE -> inference();
                    case POOL -> pool();
                    case GAME -> game();
                };
        Session.Runner runner = session.runner();
        births.forEach(runner::addTarget);
        if (!births.isEmpty()) {
            runner.run().close();
        }
        return stretch;
    }

    private static TFloat32 tensor(float[] values, long... shape) {
        return TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(values, true, false));
    }

    /** Channels last, which is not timed: who works with TensorFlow has images so. */
    private static float[] turned(float[] values, long[] shape) {
        int places = (int) (shape[2] * shape[3]);
        int channels = (int) shape[1];
        float[] turned = new float[values.length];
        for (int i = 0; i < shape[0]; i++) {
            for (int c = 0; c < channels; c++) {
                for (int p = 0; p < places; p++) {
                    int from = (i * channels + c) * places + p;
                    turned[(i * places + p) * channels + c] = values[from];
                }
            }
        }
        return turned;
    }

    private List<float[]> images() {
        return plan.images().stream().map(batch -> turned(batch, plan.shape())).toList();
    }

    private long[] shape() {
        long[] shape = plan.shape();
        return new long[] {shape[0], shape[2], shape[3], shape[1]};
    }

    private Placeholder<TFloat32> input(long... shape) {
        return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape)));
    }

    private List<Operand<TFloat32>> arrays(Net net) {
        List<Operand<TFloat32>> arrays = new ArrayList<>();
        for (Weight weight : net.weights()) {
            long[] shape = weight.extents();
            Operand<TFloat32> begin = tf.constant(tensor(weight.values(), shape));
            if (shape.length == 4) {
                begin = tf.linalg.transpose(begin, tf.constant(new int[] {2, 3, 1, 0}));
                shape = new long[] {shape[2], shape[3], shape[1], shape[0]};
            }
            Operand<TFloat32> variable = tf.variable(Shape.of(shape), TFloat32.class);
            births.add(tf.assign(variable, begin));
            arrays.add(variable);
        }
        return arrays;
    }

    private static List<Operand<TFloat32>> learned(Net net, List<Operand<TFloat32>> arrays) {
        List<Operand<TFloat32>> learned = new ArrayList<>();
        for (int i = 0; i < arrays.size(); i++) {
            if (net.weights().get(i).learned()) {
                learned.add(arrays.get(i));
            }
        }
        return learned;
    }

    private List<Operand<TFloat32>> gradients(Operand<TFloat32> loss, List<Operand<TFloat32>> by) {
        Gradients gradients = tf.gradients(loss, by);
        List<Operand<TFloat32>> all = new ArrayList<>();
        for (int i = 0; i < by.size(); i++) {
            all.add(gradients.dy(i));
        }
        return all;
    }

    private Operand<TFloat32> state(Operand<TFloat32> like, float value) {
        Operand<TFloat32> variable = tf.variable(like.shape(), TFloat32.class);
        Operand<TFloat32> begin =
                like.shape().numDimensions() == 0
                        ? tf.constant(value)
                        : tf.fill(tf.constant(like.shape()), tf.constant(value));
        births.add(tf.assign(variable, begin));
        return variable;
    }

    /** All updates, none before every gradient is there. */
    private List<Op> updates(
            List<Operand<TFloat32>> variables, List<Operand<TFloat32>> gradients, List<Op> before) {
        Ops after = tf.withControlDependencies(before);
        Operand<TFloat32> rate = tf.constant((float) plan.rate());
        List<Op> updates = new ArrayList<>();
        for (int i = 0; i < variables.size(); i++) {
            Operand<TFloat32> w = variables.get(i);
            Operand<TFloat32> g = gradients.get(i);
            updates.add(
                    switch (plan.method()) {
                        case SGD -> after.train.applyGradientDescent(w, rate, g);
                        case MOMENTUM ->
                                after.train.applyMomentum(
                                        w,
                                        state(w, 0),
                                        rate,
                                        g,
                                        tf.constant((float) plan.momentum()));
                        case ADAM -> adam(after, w, rate, g);
                    });
        }
        return updates;
    }

    /** Without the bias corrections' powers moving on, which cost next to nothing. */
    private Op adam(Ops after, Operand<TFloat32> w, Operand<TFloat32> rate, Operand<TFloat32> g) {
        Operand<TFloat32> none = tf.constant(0f);
        Operand<TFloat32> one = state(none, 0.9f);
        Operand<TFloat32> two = state(none, 0.999f);
        return after.train.applyAdam(
                w,
                state(w, 0),
                state(w, 0),
                one,
                two,
                rate,
                tf.constant(0.9f),
                tf.constant(0.999f),
                tf.constant(1e-8f),
                g);
    }

    private Burst training() {
        Placeholder<TFloat32> x = input(shape());
        Placeholder<TFloat32> y = input(plan.batch(), plan.classes());
        List<Operand<TFloat32>> arrays = arrays(plan.net());
        TensorFlowAdapter dialect = new TensorFlowAdapter(tf, true);
        Operand<TFloat32> logits = plan.net().say(dialect, x, arrays);
        Operand<TFloat32> loss =
                tf.math.mean(tf.nn.softmaxCrossEntropyWithLogits(logits, y).loss(), tf.constant(0));
        List<Operand<TFloat32>> learned = learned(plan.net(), arrays);
        List<Operand<TFloat32>> gradients = gradients(loss, learned);
        List<Op> all = updates(learned, gradients, new ArrayList<>(gradients));
        all.addAll(dialect.updates());
        Op step = tf.withControlDependencies(all).noOp();
        List<float[]> images = images();
        return () -> {
            double sum = 0;
            for (int i = 0; i < plan.batches(); i++) {
                try (TFloat32 batch = tensor(images.get(i), shape());
                        TFloat32 labels =
                                tensor(oneHot(plan.labels().get(i)), plan.batch(), plan.classes());
                        var result =
                                session.runner()
                                        .feed(x, batch)
                                        .feed(y, labels)
                                        .addTarget(step)
                                        .fetch(loss)
                                        .run()) {
                    sum += ((TFloat32) result.get(0)).getFloat();
                }
            }
            return sum / plan.batches();
        };
    }

    private float[] oneHot(int[] labels) {
        float[] values = new float[labels.length * plan.classes()];
        for (int i = 0; i < labels.length; i++) {
            values[i * plan.classes() + labels[i]] = 1;
        }
        return values;
    }

    private Burst inference() {
        Placeholder<TFloat32> x = input(shape());
        Operand<TFloat32> logits =
                plan.net().say(new TensorFlowAdapter(tf, false), x, arrays(plan.net()));
        List<float[]> images = images();
        return () -> {
            try (TFloat32 batch = tensor(images.get(0), shape());
                    var result = session.runner().feed(x, batch).fetch(logits).run()) {
                return Burst.square(values((TFloat32) result.get(0)));
            }
        };
    }

    private static float[] values(TFloat32 tensor) {
        float[] values = new float[Math.toIntExact(tensor.size())];
        tensor.asRawTensor().data().asFloats().read(values);
        return values;
    }

    /** Its own draws, one for all channels and examples. */
    private Burst pool() {
        long[] shape = shape();
        Operand<TFloat32> x = tf.variable(Shape.of(shape), TFloat32.class);
        births.add(tf.assign(x, tf.constant(tensor(images().get(0), shape))));
        // A little below the ratio: its single precision must not lose the last cell.
        float ratio = shape[1] / (plan.out() + 0.01f);
        FractionalMaxPool<TFloat32> pool =
                tf.nn.fractionalMaxPool(
                        x,
                        List.of(1f, ratio, ratio, 1f),
                        FractionalMaxPool.pseudoRandom(true),
                        FractionalMaxPool.overlapping(true));
        Operand<TFloat32> gradient =
                tf.nn.fractionalMaxPoolGrad(
                        x,
                        pool.output(),
                        tf.onesLike(pool.output()),
                        pool.rowPoolingSequence(),
                        pool.colPoolingSequence(),
                        FractionalMaxPoolGrad.overlapping(true));
        float count = (float) shape[0] * shape[3] * plan.out() * plan.out();
        Operand<TFloat32> share =
                tf.math.div(
                        tf.sum(gradient, tf.constant(new int[] {0, 1, 2, 3})), tf.constant(count));
        boolean[] begun = {false};
        double[] first = {0};
        return () -> {
            if (!begun[0]) {
                begun[0] = true;
                try (var result = session.runner().fetch(share).run()) {
                    first[0] = ((TFloat32) result.get(0)).getFloat();
                }
            }
            session.runner().addTarget(gradient).run().close();
            return first[0];
        };
    }

    private Operand<TFloat32> mean(Operand<TFloat32> losses) {
        return tf.math.mean(losses, tf.constant(new int[] {0, 1}));
    }

    private Burst game() {
        Net generator = plan.nets().get(0);
        Net discriminator = plan.nets().get(1);
        List<Operand<TFloat32>> forger = arrays(generator);
        List<Operand<TFloat32>> judge = arrays(discriminator);
        TensorFlowAdapter dialect = new TensorFlowAdapter(tf, true);
        Placeholder<TFloat32> x = input(shape());
        Placeholder<TFloat32> noise = input(plan.batch(), 100);
        Operand<TFloat32> fakes = generator.say(dialect, noise, forger);
        // −log σ(z) = softplus(−z), −log(1 − σ(z)) = softplus(z).
        Operand<TFloat32> forged =
                mean(tf.math.softplus(tf.math.neg(discriminator.say(dialect, fakes, judge))));
        Operand<TFloat32> real =
                mean(tf.math.softplus(tf.math.neg(discriminator.say(dialect, x, judge))));
        Operand<TFloat32> fake =
                mean(tf.math.softplus(discriminator.say(dialect, tf.stopGradient(fakes), judge)));
        Operand<TFloat32> judged = tf.math.mul(tf.math.add(real, fake), tf.constant(0.5f));
        List<Operand<TFloat32>> ofForger = gradients(forged, forger);
        List<Operand<TFloat32>> ofJudge = gradients(judged, judge);
        List<Op> before = new ArrayList<>(ofForger);
        before.addAll(ofJudge);
        List<Op> all = updates(forger, ofForger, before);
        all.addAll(updates(judge, ofJudge, before));
        Op step = tf.withControlDependencies(all).noOp();
        Operand<TFloat32> both = tf.math.add(judged, forged);
        List<float[]> images = images();
        return () -> {
            double sum = 0;
            for (int i = 0; i < plan.batches(); i++) {
                try (TFloat32 batch = tensor(images.get(i), shape());
                        TFloat32 drawn = tensor(plan.noise().get(i), plan.batch(), 100);
                        var result =
                                session.runner()
                                        .feed(x, batch)
                                        .feed(noise, drawn)
                                        .addTarget(step)
                                        .fetch(both)
                                        .run()) {
                    sum += ((TFloat32) result.get(0)).getFloat();
                }
            }
            return sum / plan.batches();
        };
    }
}
