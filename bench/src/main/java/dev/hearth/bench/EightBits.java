package dev.hearth.bench;

import dev.hearth.data.Dataset;
import dev.hearth.data.strokes.Strokes;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Simplification;
import dev.hearth.onnx.Calibration;
import dev.hearth.onnx.OnnxModel;
import dev.hearth.onnx.OnnxNet;
import dev.hearth.optim.Adam;
import dev.hearth.optim.OptimizerState;
import dev.hearth.optim.StepHyperparameters;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.zoo.inception.InceptionMiniature;
import dev.hearth.zoo.inception.InceptionV4Released;
import dev.hearth.zoo.inception.ResidualWiring;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What eight bits save, and what they change. */
final class EightBits implements Measurement {

    static final String GROUP = "Eight bits";

    private static final Seed SEED = new Seed(1).child("eight");
    private static final Shape SMALL = new Shape.Image(1, 28, 28);
    private static final int PIXELS = 28 * 28;
    private static final int BATCH = 32;
    private static final double WANTED = 1.5;

    @Override
    public String about() {
        return "The same net in eight bits, calibrated, against Hearth's float32 graph, both through"
                + " ONNX Runtime with sleeping threads; the cosine of its logits with float32's for"
                + " eight pictures of noise that calibration has not seen; and how often miniatures"
                + " trained on strokes guess the same as in float32, of 1000 digits unseen.";
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        int threads = depth.threads().get(depth.threads().size() - 1);
        LibTorch.threads(threads);
        List<Quantity> figures = new ArrayList<>(speed(depth, threads));
        for (ResidualWiring wiring : List.of(ResidualWiring.PLAIN, ResidualWiring.RESIDUAL)) {
            figures.addAll(agreement(wiring, threads));
        }
        return figures;
    }

    private static OnnxModel model(Model net, Simplification... ways) {
        return OnnxModel.of(
                "net", InceptionSpeed.folded(net).simplified(net.in(), ways), net.in(), Map.of());
    }

    private static List<Quantity> speed(Effort depth, int threads) {
        List<Quantity> figures = new ArrayList<>();
        List<AutoCloseable> open = new ArrayList<>();
        Shape in = InceptionSpeed.IN;
        float[] pixels = InceptionSpeed.pixels(12);
        try (var run = Scope.open()) {
            Model net = InceptionSpeed.net(InceptionV4Released.asPublished(), in);
            OnnxModel plain = model(net);
            OnnxModel behind = model(net, Simplification.POOLS_BEHIND);
            OnnxModel best =
                    model(net, Simplification.POOLS_BEHIND, Simplification.BALANCED_FILTERS);
            float[] seen =
                    java.util.Arrays.copyOfRange(pixels, pixels.length / 3 * 2, pixels.length);
            byte[] eight = quantized(behind, seen, 4, in, threads).bytes();
            List<String> names =
                    List.of("float32", "eight bits, pools as they stood", "eight bits");
            List<OnnxNet> nets =
                    List.of(
                            OnnxNet.open(best.bytes(), threads),
                            OnnxNet.open(quantized(plain, seen, 4, in, threads).bytes(), threads),
                            OnnxNet.open(eight, threads));
            open.addAll(nets);
            for (int batch : new int[] {1, 8}) {
                List<Alternation.Turn> turns = new ArrayList<>();
                for (int i = 0; i < nets.size(); i++) {
                    OnnxNet each = nets.get(i);
                    turns.add(
                            new Alternation.Turn(
                                    names.get(i), () -> each.apply(pixels, in.batch(batch))));
                }
                var rounds = depth.alternation().time(turns);
                for (int i = 0; i < nets.size(); i++) {
                    figures.add(
                            Quantity.of(
                                    GROUP,
                                    names.get(i) + ", batch " + batch,
                                    "ms a picture",
                                    threads,
                                    rounds.of(i, 1e3 / batch)));
                }
                figures.add(
                        Quantity.of(
                                        GROUP,
                                        "eight bits, times as fast as float32, batch " + batch,
                                        "×",
                                        threads,
                                        rounds.timesAsFast(2, 0))
                                .atLeast(WANTED));
            }
            float[] wanted = nets.get(0).apply(pixels, in.batch(8));
            float[] came = nets.get(2).apply(pixels, in.batch(8));
            double[] cosines = new double[8];
            for (int i = 0; i < 8; i++) {
                cosines[i] = cosine(came, wanted, i * 1000, 1000);
            }
            figures.add(
                    Quantity.of(GROUP, "cosine of the logits", "", threads, Spread.of(cosines)));
            figures.add(
                    Quantity.once(
                            GROUP,
                            "size of the file, of float32's",
                            "×",
                            threads,
                            (double) eight.length / plain.bytes().length));
        } finally {
            InceptionSpeed.close(open);
        }
        return figures;
    }

    static OnnxModel quantized(OnnxModel model, float[] seen, int count, Shape in, int threads) {
        try (Calibration calibration = Calibration.of(model, 1, threads)) {
            int each = Math.toIntExact(in.count());
            for (int i = 0; i < count; i += 2) {
                float[] two = java.util.Arrays.copyOfRange(seen, i * each, (i + 2) * each);
                calibration.observe(two, in.batch(2));
            }
            return calibration.quantized();
        }
    }

    private static double cosine(float[] a, float[] b, int from, int count) {
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = from; i < from + count; i++) {
            ab += (double) a[i] * b[i];
            aa += (double) a[i] * a[i];
            bb += (double) b[i] * b[i];
        }
        return ab / Math.sqrt(aa * bb);
    }

    private static List<Quantity> agreement(ResidualWiring wiring, int threads) {
        Dataset training = Strokes.training(2560, SEED);
        Dataset test = Strokes.test(1000, SEED);
        try (var run = Scope.open()) {
            Model net = trained(new InceptionMiniature(wiring, 1, 0.2, 10, 0), training);
            OnnxModel floats = model(net, Simplification.DAMPED_SUMS, Simplification.POOLS_BEHIND);
            OnnxModel eight = quantized(floats, images(training, 0, 128), 128, SMALL, threads);
            int[] wanted = guesses(floats, test, threads);
            int[] came = guesses(eight, test, threads);
            String name = "miniature " + wiring.name().toLowerCase(java.util.Locale.ROOT);
            double count = test.size();
            return List.of(
                    Quantity.once(
                            GROUP,
                            name + ", right in float32",
                            "%",
                            threads,
                            100 * alike(wanted, labels(test, 0, test.size())) / count),
                    Quantity.once(
                            GROUP,
                            name + ", right in eight bits",
                            "%",
                            threads,
                            100 * alike(came, labels(test, 0, test.size())) / count),
                    Quantity.once(
                            GROUP,
                            name + ", the same guess",
                            "%",
                            threads,
                            100 * alike(came, wanted) / count));
        }
    }

    private static int alike(int[] a, int[] b) {
        int alike = 0;
        for (int i = 0; i < a.length; i++) {
            alike += a[i] == b[i] ? 1 : 0;
        }
        return alike;
    }

    private static float[] images(Dataset set, int from, int count) {
        float[] images = new float[count * PIXELS];
        for (int i = 0; i < count; i++) {
            set.read(from + i, images, i * PIXELS);
        }
        return images;
    }

    private static int[] labels(Dataset set, int from, int count) {
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = set.label(from + i);
        }
        return labels;
    }

    private static Model trained(Layer letter, Dataset set) {
        Model net = InceptionSpeed.net(letter, SMALL);
        OptimizerState stepper = new Adam().over(net.parameters());
        for (int step = 0; step < set.size() / BATCH; step++) {
            try (var turn = Scope.open()) {
                net.parameters().clearGradients();
                Tensor x = Tensor.of(images(set, step * BATCH, BATCH), SMALL.batch(BATCH));
                Tensor labels = Tensor.ofLabels(labels(set, step * BATCH, BATCH), BATCH);
                Functional.crossEntropy(net.apply(x, Context.training(SEED.child(step))), labels, 0)
                        .backward();
                stepper.step(StepHyperparameters.of(0.002));
            }
        }
        return net;
    }

    private static int[] guesses(OnnxModel model, Dataset set, int threads) {
        int[] guesses = new int[set.size()];
        try (OnnxNet net = OnnxNet.open(model.bytes(), threads)) {
            float[] logits = net.apply(images(set, 0, set.size()), SMALL.batch(set.size()));
            for (int i = 0; i < guesses.length; i++) {
                for (int c = 1; c < 10; c++) {
                    if (logits[i * 10 + c] > logits[i * 10 + guesses[i]]) {
                        guesses[i] = c;
                    }
                }
            }
        }
        return guesses;
    }
}
