package dev.hearth.inference;

import dev.hearth.data.BadDataException;
import dev.hearth.data.image.PictureReader;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Precision;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.nn.fold.Simplification;
import dev.hearth.onnx.Calibration;
import dev.hearth.onnx.ImageModelMetadata;
import dev.hearth.onnx.ModelOpener;
import dev.hearth.onnx.OnnxConverters;
import dev.hearth.onnx.OnnxModel;
import dev.hearth.onnx.OnnxNet;
import dev.hearth.onnx.SelfTest;
import dev.hearth.tensor.Seed;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A trained classifier as an ONNX model: batch normalisation folded into convolutions, with its class
 * names and its view of pictures in the metadata. {@link ModelExport} writes it to a file.
 *
 * <pre>{@code
 * static OnnxModel model(LoadedModel loaded, int threads) {
 *     ModelOpener opener = new ModelOpener(Optional.empty(), notice -> {});
 *     return new OnnxExport(loaded.description(), loaded.net()).inFloats(opener, threads);
 * }
 * }</pre>
 *
 * <p>Fractional max-pools get the regions of the first test, that of seed 0: the graph computes what {@link
 * LibTorchLogitModel} computes with one test.
 *
 * @param description of the model
 * @param net with its weights
 */
public record OnnxExport(TrainedModel description, Model net) {

    private static final Simplification[] FOR_FLOATS = {
        Simplification.DAMPED_SUMS, Simplification.POOLS_BEHIND, Simplification.BALANCED_FILTERS
    };

    /** Filters are balanced for ONNX Runtime's convolutions in float32 alone. */
    private static final Simplification[] FOR_OTHERS = {
        Simplification.DAMPED_SUMS, Simplification.POOLS_BEHIND
    };

    /** Pictures in a batch of calibration. */
    private static final int BATCH = 4;

    /** The largest error of an 8-bit graph, as a share of the norm of the logits. */
    private static final double BYTES = 0.25;

    /**
     * In float32, not compared with the net.
     *
     * @throws BadDataException if a layer has no ONNX converter
     */
    public OnnxModel graph() {
        return graph(FOR_FLOATS);
    }

    /**
     * From the arrays of the model's parameters and buffers, without libtorch.
     *
     * @throws BadDataException if a layer has no ONNX converter, as fractional max-pools have none here, which
     *     can be tested several times elsewhere
     */
    static OnnxModel graph(
            TrainedModel description, Map<String, float[]> arrays, Precision precision) {
        return graph(
                description,
                arrays,
                OnnxConverters.standard(),
                precision == Precision.FLOAT32 ? FOR_FLOATS : FOR_OTHERS);
    }

    /**
     * In float32, compared with the net here, and again wherever it is first opened.
     *
     * @param opener opens it for the comparison
     * @param threads of ONNX Runtime
     * @throws BadDataException if a layer has no ONNX converter, or the outputs differ
     */
    public OnnxModel inFloats(ModelOpener opener, int threads) {
        return compared(graph(), net, opener, threads);
    }

    /** A graph that carries outputs of its net, once ONNX Runtime computes the same. */
    static OnnxModel compared(OnnxModel graph, Model net, ModelOpener opener, int threads) {
        OnnxModel model = graph.with(SelfTest.of(net, SelfTest.FLOATS));
        opener.open(model, threads).close();
        return model;
    }

    /**
     * In 8-bit integers, about a quarter as large: the range of each value is calibrated on pictures.
     *
     * @param pictures like those to be classified; some dozens, of all classes
     * @param threads of ONNX Runtime
     * @throws BadDataException if there are no pictures, one cannot be read, or the logits of the first
     *     differ from the net's by more than a quarter of their norm
     */
    public OnnxModel inEightBits(List<Path> pictures, int threads) {
        if (pictures.isEmpty()) {
            throw new BadDataException(
                    "An 8-bit export needs pictures for its calibration",
                    "none",
                    "Name a folder of pictures like those to be classified");
        }
        OnnxModel floats = graph(FOR_OTHERS);
        InputSpec view = description.view();
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
        InputSpec view = description.view();
        int count = squares.length / view.pixels().count();
        float[] wanted = new LibTorchLogitModel(net).logits(squares, count);
        double error;
        try (OnnxNet twin = OnnxNet.open(eight.bytes(), threads)) {
            error =
                    SelfTest.error(
                            new OnnxLogitModel(twin, view, false, description.classes().size())
                                    .logits(squares, count),
                            wanted);
        }
        if (error > BYTES) {
            throw new BadDataException(
                    "An 8-bit export computes what the model does, within "
                            + BYTES
                            + " of the norm of the logits",
                    String.format(Locale.ROOT, "an error of %.3g on %d pictures", error, count),
                    "Export it in float32");
        }
        return eight.with(SelfTest.ofItself(eight, threads));
    }

    private float[] squares(List<Path> pictures, int from) {
        InputSpec view = description.view();
        List<Path> some = pictures.subList(from, Math.min(from + BATCH, pictures.size()));
        int each = view.pixels().count();
        float[] squares = new float[some.size() * each];
        for (int i = 0; i < some.size(); i++) {
            view.scale(view.square(new PictureReader().read(some.get(i))), squares, i * each);
        }
        return squares;
    }

    private OnnxModel graph(Simplification... ways) {
        OnnxConverters drawing = OnnxConverters.standard().drawing(Context.predicting(new Seed(0)));
        return graph(description, net.arrays(), drawing, ways);
    }

    private static OnnxModel graph(
            TrainedModel description,
            Map<String, float[]> arrays,
            OnnxConverters converters,
            Simplification... ways) {
        Shape in = TrainedModel.in(description.view());
        Folded folded = Folded.of(description.layer(), in, arrays).simplified(in, ways);
        ImageModelMetadata metadata =
                new ImageModelMetadata(
                        description.name(), description.view(), description.classes());
        return OnnxModel.of(description.name(), folded, in, metadata.metadata(), converters);
    }
}
