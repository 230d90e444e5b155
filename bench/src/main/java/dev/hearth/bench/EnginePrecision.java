package dev.hearth.bench;

import dev.hearth.nn.Model;
import dev.hearth.nn.Precision;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.nn.fold.Simplification;
import dev.hearth.onednn.OneDnnCompiler;
import dev.hearth.onnx.BatchNet;
import dev.hearth.onnx.OnnxModel;
import dev.hearth.onnx.OnnxNet;
import dev.hearth.onnx.SelfTest;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.zoo.inception.InceptionV4Released;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Inference of Inception-v4 in float32, eight bits and bfloat16, by the engine that computes each. */
final class EnginePrecision implements Measurement {

    static final String GROUP = "Inference by precision";

    private static final Shape IN = InceptionSpeed.IN;
    private static final double BATCH_OF_EIGHT = 1.5;
    private static final double ONE_PICTURE = 1.35;
    private static final double NO_LATER = 1;

    /** Seconds from a file's content to the first answer are timed so often. */
    private static final int OPENINGS = 7;

    @Override
    public String about() {
        return "The released Inception-v4 at 3×299×299, drawn weights, batch 1 and 8, in turns: Hearth's graph in"
                + " float32 and in eight bits by ONNX Runtime with sleeping threads, and in bfloat16 and float32 by"
                + " oneDNN, compiled once. The error is of bfloat16's logits for eight pictures of noise, as a"
                + " share of float32's norm. Opening goes from the file's content to the first picture's answer.";
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        Optional<String> obstacle = new OneDnnCompiler().obstacle(Precision.BFLOAT16);
        List<Quantity> figures = new ArrayList<>();
        for (int threads : depth.threads()) {
            if (obstacle.isPresent()) {
                figures.add(
                        Quantity.unmeasured(
                                GROUP, "bfloat16 by oneDNN", "×", threads, obstacle.get()));
            } else {
                LibTorch.threads(threads);
                figures.addAll(measure(depth, threads));
            }
        }
        return figures;
    }

    private static List<Quantity> measure(Effort depth, int threads) {
        byte[] balanced;
        byte[] plain;
        byte[] eight;
        float[] pixels = InceptionSpeed.pixels(12);
        try (var scope = Scope.open()) {
            Model net = InceptionSpeed.net(InceptionV4Released.asPublished(), IN);
            Folded folded = InceptionSpeed.folded(net);
            OnnxModel model = model(folded, Simplification.POOLS_BEHIND);
            plain = model.bytes();
            balanced =
                    model(folded, Simplification.POOLS_BEHIND, Simplification.BALANCED_FILTERS)
                            .bytes();
            float[] seen = Arrays.copyOfRange(pixels, pixels.length / 3 * 2, pixels.length);
            eight = EightBits.quantized(model, seen, 4, IN, threads).bytes();
        }
        OneDnnCompiler oneDnn = new OneDnnCompiler();
        List<String> names =
                List.of(
                        "float32 by ONNX Runtime",
                        "eight bits by ONNX Runtime",
                        "float32 by oneDNN",
                        "bfloat16 by oneDNN");
        List<Supplier<BatchNet>> openings =
                List.of(
                        () -> OnnxNet.open(balanced, threads),
                        () -> OnnxNet.open(eight, threads),
                        () -> oneDnn.compile(plain, Precision.FLOAT32, threads),
                        () -> oneDnn.compile(plain, Precision.BFLOAT16, threads));
        List<Quantity> figures = new ArrayList<>(first(threads, names, openings, pixels));
        List<BatchNet> nets = openings.stream().map(Supplier::get).toList();
        try {
            for (int batch : new int[] {1, 8}) {
                List<Alternation.Turn> turns = new ArrayList<>();
                for (int i = 0; i < nets.size(); i++) {
                    BatchNet each = nets.get(i);
                    turns.add(
                            new Alternation.Turn(
                                    names.get(i), () -> each.apply(pixels, IN.batch(batch))));
                }
                Alternation.Rounds rounds = depth.alternation().rested(threads).time(turns);
                for (int i = 0; i < nets.size(); i++) {
                    figures.add(
                            Quantity.of(
                                    GROUP,
                                    names.get(i) + ", batch " + batch,
                                    "ms a picture",
                                    threads,
                                    rounds.of(i, 1e3 / batch)));
                }
                for (int i = 1; i < nets.size(); i++) {
                    Quantity gain =
                            Quantity.of(
                                    GROUP,
                                    names.get(i)
                                            + ", times as fast as "
                                            + names.get(0)
                                            + ", batch "
                                            + batch,
                                    "×",
                                    threads,
                                    rounds.timesAsFast(i, 0));
                    boolean isNew = i == nets.size() - 1;
                    figures.add(
                            isNew ? gain.atLeast(batch == 1 ? ONE_PICTURE : BATCH_OF_EIGHT) : gain);
                }
            }
            float[] wanted = nets.get(0).apply(pixels, IN.batch(8));
            float[] came = nets.get(3).apply(pixels, IN.batch(8));
            double[] errors = new double[8];
            for (int i = 0; i < 8; i++) {
                errors[i] = SelfTest.error(row(came, i), row(wanted, i));
            }
            figures.add(
                    Quantity.of(GROUP, "error of bfloat16", "", threads, Spread.of(errors))
                            .atMost(dev.hearth.onnx.ModelOpener.BFLOAT16));
        } finally {
            nets.forEach(BatchNet::close);
        }
        return figures;
    }

    private static float[] row(float[] logits, int i) {
        return Arrays.copyOfRange(logits, i * 1000, (i + 1) * 1000);
    }

    private static OnnxModel model(Folded folded, Simplification... ways) {
        return OnnxModel.of("net", folded.simplified(IN, ways), IN, Map.of());
    }

    /** From the content of a file to the first answer, in turns. */
    private static List<Quantity> first(
            int threads, List<String> names, List<Supplier<BatchNet>> openings, float[] pixels) {
        double[][] took = new double[openings.size()][OPENINGS];
        for (int round = -1; round < OPENINGS; round++) {
            for (int i = 0; i < took.length; i++) {
                long begun = System.nanoTime();
                try (BatchNet net = openings.get(i).get()) {
                    net.apply(pixels, IN.batch(1));
                    if (round >= 0) {
                        took[i][round] = (System.nanoTime() - begun) / 1e6;
                    }
                }
            }
        }
        List<Quantity> figures = new ArrayList<>();
        for (int i = 0; i < took.length; i++) {
            figures.add(
                    Quantity.of(
                            GROUP,
                            names.get(i) + ", opening to first answer",
                            "ms",
                            threads,
                            Spread.of(took[i])));
        }
        double[] ratios = new double[OPENINGS];
        for (int round = 0; round < OPENINGS; round++) {
            ratios[round] = took[took.length - 1][round] / took[0][round];
        }
        figures.add(
                Quantity.of(
                                GROUP,
                                "bfloat16's opening to first answer, of float32's by ONNX Runtime",
                                "×",
                                threads,
                                Spread.of(ratios))
                        .atMost(NO_LATER));
        return figures;
    }
}
