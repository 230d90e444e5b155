package dev.hearth.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.hearth.nn.Complexity;
import dev.hearth.nn.Context;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.nn.fold.Simplification;
import dev.hearth.onnx.OnnxModel;
import dev.hearth.onnx.OnnxNet;
import dev.hearth.onnx.ThreadSpinning;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.zoo.inception.InceptionV4Released;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How fast Inception-v4 looks at pictures. */
final class InceptionSpeed implements Measurement {

    static final String GROUP = "Inception-v4 looks at pictures";

    static final Shape IN = new Shape.Image(3, 299, 299);

    private static final Seed SEED = new Seed(1).child("inception");
    private static final int EACH = 3 * 299 * 299;
    private static final double WANTED = 1.05;
    private static final double CLOSE = 1e-4;

    /** Longer than ONNX Runtime's threads spin. */
    private static final Duration PAUSE = Duration.ofMillis(120);

    private static final String PEER = "timm's graph in ONNX Runtime";

    @Override
    public String about() {
        return "The released Inception-v4 at 3×299×299 in float32, batch 1 and 8, drawn weights. timm's"
                + " graph is the net as PyTorch's exporter writes it, batch norm folded into the"
                + " convolutions; ONNX Runtime optimises it as it does by default, its waiting threads"
                + " spinning for tens of milliseconds (its habit) or asleep. Hearth's sleep, or spin"
                + " for one at most. Beside it the same graph said otherwise, step by step, and"
                + " libtorch. A turn is one batch, after a pause in which whoever spun stops; one"
                + " picture goes behind another that is not timed. Gains are of neighbours, within"
                + " rounds.";
    }

    /** A way to compute logits. */
    private record Way(String name, Runner runner) {}

    /** What the peer's threads do while they wait. */
    private enum Habit {
        SPINNING,
        ASLEEP
    }

    /** Computes a batch. */
    @FunctionalInterface
    interface Runner {

        float[] logits(float[] pixels, int batch);
    }

    static Folded folded(Model net) {
        return Folded.of(net.layer(), net.in(), net.arrays());
    }

    static Model net(Layer letter, Shape in) {
        return Model.build(letter, in, SEED, Device.CPU);
    }

    static float[] pixels(int batch) {
        try (var room = Scope.open()) {
            return RandomTensors.of(SEED.child("x")).uniform(-1, 1, IN.batch(batch)).toFloats();
        }
    }

    private static byte[] said(Folded folded, Simplification... ways) {
        return OnnxModel.of("inception-v4", folded.simplified(IN, ways), IN, Map.of()).bytes();
    }

    /** A session as anybody opens one, for the peer's part: a batch goes through it as a whole. */
    private static Runner session(
            byte[] model, int threads, Habit habit, List<AutoCloseable> open) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession session;
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.addConfigEntry(
                    "session.intra_op.allow_spinning", habit == Habit.SPINNING ? "1" : "0");
            session = environment.createSession(model, options);
        } catch (OrtException failure) {
            throw new IllegalStateException(failure);
        }
        open.add(session);
        return (pixels, batch) -> {
            try (OnnxTensor x =
                            OnnxTensor.createTensor(
                                    environment,
                                    FloatBuffer.wrap(pixels, 0, batch * EACH),
                                    IN.batch(batch));
                    OrtSession.Result result = session.run(Map.of(OnnxModel.INPUT, x))) {
                FloatBuffer out = ((OnnxTensor) result.get(0)).getFloatBuffer();
                float[] logits = new float[out.remaining()];
                out.get(logits);
                return logits;
            } catch (OrtException failure) {
                throw new IllegalStateException(failure);
            }
        };
    }

    private static Runner hearth(
            byte[] model, int threads, ThreadSpinning waiting, List<AutoCloseable> open) {
        OnnxNet net = OnnxNet.open(model, threads, waiting);
        open.add(net);
        return (pixels, batch) -> net.apply(pixels, IN.batch(batch));
    }

    private static Runner libtorch(Folded folded) {
        Model net = Model.of(folded.layer(), IN, folded.arrays(), Device.CPU);
        return (pixels, batch) -> {
            try (var turn = Scope.open();
                    var quiet = NoGrad.open()) {
                Tensor x = Tensor.ofFirst(pixels, batch, 3, 299, 299);
                return net.apply(x, Context.testing(SEED)).toFloats();
            }
        };
    }

    /** A net that is given its images as libtorch has them by itself: channel by channel. */
    private record Planes(Layer net) implements Layer {

        @Override
        public Shape out(Shape in) {
            return net.out(in);
        }

        @Override
        public Complexity cost(Shape in) {
            return net.cost(in);
        }

        @Override
        public Forward build(Shape in, Parameters home) {
            Forward inner = net.build(in, home);
            return (x, pass) -> inner.apply(x.contiguous(), pass);
        }
    }

    private static List<Way> ways(Folded folded, int threads, List<AutoCloseable> open) {
        Simplification pools = Simplification.POOLS_BEHIND;
        Simplification even = Simplification.BALANCED_FILTERS;
        Simplification shared = Simplification.SHARED_OPENINGS;
        byte[] plain = said(folded);
        byte[] best = said(folded, pools, even);
        // First, since it knows how ONNX Runtime wants to begin.
        Runner asleep = hearth(best, threads, ThreadSpinning.ASLEEP, open);
        List<Way> ways = new ArrayList<>();
        ways.add(new Way(PEER, session(plain, threads, Habit.SPINNING, open)));
        ways.add(new Way("the same, asleep", session(plain, threads, Habit.ASLEEP, open)));
        ways.add(
                new Way(
                        "+ mean pools behind, asleep",
                        session(said(folded, pools), threads, Habit.ASLEEP, open)));
        ways.add(
                new Way(
                        "+ 96 filters as two halves, asleep",
                        session(best, threads, Habit.ASLEEP, open)));
        ways.add(
                new Way(
                        "+ shared openings, asleep",
                        session(said(folded, pools, even, shared), threads, Habit.ASLEEP, open)));
        ways.add(new Way("Hearth through ONNX Runtime, asleep", asleep));
        ways.add(
                new Way(
                        "Hearth through ONNX Runtime, spinning briefly",
                        hearth(best, threads, ThreadSpinning.BRIEFLY, open)));
        ways.add(
                new Way(
                        "libtorch, NCHW",
                        libtorch(new Folded(new Planes(folded.layer()), folded.arrays()))));
        ways.add(new Way("libtorch, channels last", libtorch(folded)));
        ways.add(
                new Way(
                        "libtorch, channels last, pools behind",
                        libtorch(folded.simplified(IN, pools))));
        ways.add(
                new Way(
                        "libtorch, channels last, shared openings",
                        libtorch(folded.simplified(IN, pools, shared))));
        return ways;
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        List<Quantity> figures = new ArrayList<>();
        int threads = depth.threads().get(depth.threads().size() - 1);
        LibTorch.threads(threads);
        List<AutoCloseable> open = new ArrayList<>();
        try (var run = Scope.open()) {
            Model net = net(InceptionV4Released.asPublished(), IN);
            List<Way> ways = ways(folded(net), threads, open);
            float[] pixels = pixels(8);
            float[] wanted = unfolded(net, pixels, 2);
            for (int batch : new int[] {1, 8}) {
                figures.addAll(timed(ways, pixels, batch, threads, depth));
            }
            for (Way way : ways) {
                figures.add(
                        Quantity.once(
                                        GROUP,
                                        "furthest logit from the unfolded net's: " + way.name(),
                                        "millionths",
                                        threads,
                                        1e6 * furthest(way.runner().logits(pixels, 2), wanted))
                                .atMost(1e6 * CLOSE)
                                .noted("logits up to " + Text.number(largest(wanted))));
            }
        } finally {
            close(open);
        }
        return figures;
    }

    static void close(List<AutoCloseable> open) {
        for (AutoCloseable each : open) {
            try {
                each.close();
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        }
    }

    private static float[] unfolded(Model net, float[] pixels, int batch) {
        try (var turn = Scope.open();
                var quiet = NoGrad.open()) {
            Tensor x = Tensor.ofFirst(pixels, batch, 3, 299, 299);
            return net.apply(x, Context.testing(SEED)).toFloats();
        }
    }

    private static List<Quantity> timed(
            List<Way> ways, float[] pixels, int batch, int threads, Effort depth) {
        List<Alternation.Turn> turns = new ArrayList<>();
        for (Way way : ways) {
            turns.add(
                    new Alternation.Turn(
                            way.name(),
                            () -> ready(way, pixels, batch),
                            () -> way.runner().logits(pixels, batch)));
        }
        var rounds = depth.alternation().time(turns);
        String tail = ", batch " + batch;
        List<Quantity> figures = new ArrayList<>();
        for (int i = 0; i < ways.size(); i++) {
            figures.add(
                    Quantity.of(
                            GROUP,
                            ways.get(i).name() + tail,
                            "ms a picture",
                            threads,
                            rounds.of(i, 1e3 / batch)));
        }
        for (int i = 2; i < 5; i++) {
            figures.add(
                    Quantity.of(
                            GROUP,
                            "gain of " + ways.get(i).name() + tail,
                            "×",
                            threads,
                            rounds.timesAsFast(i, i - 1)));
        }
        figures.add(
                Quantity.of(
                        GROUP,
                        "gain of examples dealt out to threads, asleep" + tail,
                        "×",
                        threads,
                        rounds.timesAsFast(5, 3)));
        for (int i = 5; i < ways.size(); i++) {
            Quantity ratio =
                    Quantity.of(
                            GROUP,
                            ways.get(i).name() + ", times as fast as " + PEER + tail,
                            "×",
                            threads,
                            rounds.timesAsFast(i, 0));
            figures.add(i < 7 ? ratio.atLeast(WANTED) : ratio);
        }
        figures.add(
                Quantity.of(
                                GROUP,
                                "Hearth through ONNX Runtime, times as fast as the peer, both asleep"
                                        + tail,
                                "×",
                                threads,
                                rounds.timesAsFast(5, 1))
                        .atLeast(WANTED));
        return figures;
    }

    /** Whoever spun has stopped, and the way has been gone once. */
    private static void ready(Way way, float[] pixels, int batch) {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
        if (batch == 1) {
            way.runner().logits(pixels, batch);
        }
    }

    private static double furthest(float[] came, float[] wanted) {
        double furthest = 0;
        for (int i = 0; i < wanted.length; i++) {
            furthest = Math.max(furthest, Math.abs(came[i] - wanted[i]));
        }
        return furthest;
    }

    private static double largest(float[] values) {
        return furthest(values, new float[values.length]);
    }
}
