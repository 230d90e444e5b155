package dev.hearth.inference;

import dev.hearth.data.BadDataException;
import dev.hearth.data.image.PictureReader;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.nn.Model;
import dev.hearth.nn.fold.Folded;
import dev.hearth.nn.fold.Simplification;
import dev.hearth.onnx.Calibration;
import dev.hearth.onnx.ImageModelMetadata;
import dev.hearth.onnx.ModelOpener;
import dev.hearth.onnx.OnnxModel;
import dev.hearth.onnx.OnnxNet;
import dev.hearth.onnx.SelfTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A trained model that looks at pictures as an ONNX model, folded and simplified, with its view and its
 * classes.
 *
 * <pre>{@code
 * static void hand(TrainedModel letter, Model net, List<Path> pictures) {
 *     OnnxExport export = new OnnxExport(letter, net);
 *     ModelOpener opening = new ModelOpener(Optional.empty(), System.err::println);
 *     export.inFloats(opening, 2).write(Path.of("model.onnx"));
 *     export.inEightBits(pictures, 2).write(Path.of("model.int8.onnx"));
 * }
 * }</pre>
 *
 * @param letter what it is
 * @param net with its numbers
 */
public record OnnxExport(TrainedModel letter, Model net) {

    /** Pictures that are looked at together. */
    private static final int BATCH = 4;

    /** The largest error of a graph in eight bits on pictures, as a share of the answers' norm. */
    private static final double BYTES = 0.25;

    /**
     * In float32, not compared with the net yet.
     *
     * @return what ONNX Runtime computes fastest
     * @throws BadDataException if a layer cannot be said in ONNX
     */
    public OnnxModel graph() {
        return said(
                Simplification.DAMPED_SUMS,
                Simplification.POOLS_BEHIND,
                Simplification.BALANCED_FILTERS);
    }

    /**
     * In float32, compared with the net on the processor, as it will be wherever it is opened.
     *
     * @param opening how it is opened to be compared
     * @param threads of ONNX Runtime
     * @return to be written
     * @throws BadDataException if a layer cannot be said in ONNX, or the graph answers otherwise than the net
     */
    public OnnxModel inFloats(ModelOpener opening, int threads) {
        return compared(graph(), net, opening, threads);
    }

    /**
     * A graph with what its net answers, once ONNX Runtime answers the same.
     *
     * @param graph of the net
     * @param net on the processor
     * @param opening how it is opened to be compared
     * @param threads of ONNX Runtime
     * @return to be written
     * @throws BadDataException if it answers otherwise
     */
    public static OnnxModel compared(OnnxModel graph, Model net, ModelOpener opening, int threads) {
        OnnxModel model = graph.with(SelfTest.of(net, SelfTest.FLOATS));
        opening.open(model, threads).close();
        return model;
    }

    /**
     * In eight bits: the range of each value is the one seen while the net looks at pictures.
     *
     * @param pictures such as it will see; some dozens, of all classes
     * @param threads of ONNX Runtime
     * @return about a quarter as large
     * @throws BadDataException if there are no pictures, one cannot be read, or the answers to the first of them
     *     differ from the net's by more than a quarter of their norm
     */
    public OnnxModel inEightBits(List<Path> pictures, int threads) {
        if (pictures.isEmpty()) {
            throw new BadDataException(
                    "Eight bits need pictures to be calibrated on",
                    "none",
                    "Name a folder of pictures such as the model will see");
        }
        OnnxModel floats = said(Simplification.DAMPED_SUMS, Simplification.POOLS_BEHIND);
        InputSpec view = letter.view();
        try (Calibration calibration = Calibration.of(floats, 1, threads)) {
            for (int from = 0; from < pictures.size(); from += BATCH) {
                float[] squares = squares(pictures, from);
                int count = squares.length / view.pixels().count();
                calibration.observe(squares, count, view.channels(), view.side(), view.side());
            }
            return compared(calibration.quantized(), squares(pictures, 0), threads);
        }
    }

    private OnnxModel compared(OnnxModel eight, float[] squares, int threads) {
        InputSpec view = letter.view();
        int count = squares.length / view.pixels().count();
        float[] wanted = new LibTorchLogitModel(net).logits(squares, count);
        double error;
        try (OnnxNet twin = OnnxNet.open(eight.bytes(), threads)) {
            error =
                    SelfTest.error(
                            new OnnxLogitModel(twin, view, false, letter.classes().size())
                                    .logits(squares, count),
                            wanted);
        }
        if (error > BYTES) {
            throw new BadDataException(
                    "Eight bits have to answer as the net does, within "
                            + BYTES
                            + " of the answers' norm",
                    String.format(Locale.ROOT, "an error of %.3g on %d pictures", error, count),
                    "Export it in float32: leave --int8 out");
        }
        return eight.with(SelfTest.ofItself(eight, threads));
    }

    private float[] squares(List<Path> pictures, int from) {
        InputSpec view = letter.view();
        List<Path> some = pictures.subList(from, Math.min(from + BATCH, pictures.size()));
        int each = view.pixels().count();
        float[] squares = new float[some.size() * each];
        for (int i = 0; i < some.size(); i++) {
            view.scale(view.square(new PictureReader().read(some.get(i))), squares, i * each);
        }
        return squares;
    }

    private OnnxModel said(Simplification... ways) {
        Folded folded = Folded.of(net.layer(), net.in(), net.arrays()).simplified(net.in(), ways);
        ImageModelMetadata sight =
                new ImageModelMetadata(letter.name(), letter.view(), letter.classes());
        return OnnxModel.of(letter.name(), folded, net.in(), sight.metadata());
    }
}
