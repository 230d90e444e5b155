package dev.hearth.export.pictures;

import dev.hearth.data.BadData;
import dev.hearth.data.formats.PictureReader;
import dev.hearth.data.view.View;
import dev.hearth.export.onnx.Calibration;
import dev.hearth.export.onnx.OnnxModel;
import dev.hearth.export.onnx.Sight;
import dev.hearth.export.weights.TrainedModel;
import dev.hearth.nn.Network;
import dev.hearth.nn.fold.Folded;
import dev.hearth.nn.fold.Simplification;
import java.nio.file.Path;
import java.util.List;

/**
 * A trained model that looks at pictures as an ONNX model, folded and simplified, with its view and its
 * classes.
 *
 * <pre>{@code
 * static void hand(TrainedModel letter, Network net, List<Path> pictures) {
 *     OnnxExport export = new OnnxExport(letter, net);
 *     export.inFloats().write(Path.of("model.onnx"));
 *     export.inEightBits(pictures, 2).write(Path.of("model.int8.onnx"));
 * }
 * }</pre>
 *
 * @param letter what it is
 * @param net with its numbers
 */
public record OnnxExport(TrainedModel letter, Network net) {

    /** Pictures that are looked at together. */
    private static final int BATCH = 4;

    /**
     * In float32.
     *
     * @return what ONNX Runtime computes fastest
     */
    public OnnxModel inFloats() {
        return said(
                Simplification.DAMPED_SUMS,
                Simplification.POOLS_BEHIND,
                Simplification.BALANCED_FILTERS);
    }

    /**
     * In eight bits: the range of each value is the one seen while the net looks at pictures.
     *
     * @param pictures such as it will see; some dozens, of all classes
     * @param threads of ONNX Runtime
     * @return about a quarter as large
     * @throws BadData if there are no pictures, or one cannot be read
     */
    public OnnxModel inEightBits(List<Path> pictures, int threads) {
        if (pictures.isEmpty()) {
            throw new BadData(
                    "Eight bits need pictures to be calibrated on",
                    "none",
                    "Name a folder of pictures such as the model will see");
        }
        OnnxModel floats = said(Simplification.DAMPED_SUMS, Simplification.POOLS_BEHIND);
        View view = letter.view();
        int each = view.pixels().count();
        PictureReader reader = new PictureReader();
        try (Calibration calibration = Calibration.of(floats, 1, threads)) {
            for (int from = 0; from < pictures.size(); from += BATCH) {
                List<Path> some = pictures.subList(from, Math.min(from + BATCH, pictures.size()));
                float[] squares = new float[some.size() * each];
                for (int i = 0; i < some.size(); i++) {
                    view.scale(view.square(reader.read(some.get(i))), squares, i * each);
                }
                calibration.see(squares, some.size(), view.channels(), view.side(), view.side());
            }
            return calibration.quantized();
        }
    }

    private OnnxModel said(Simplification... ways) {
        Folded folded = Folded.of(net.layer(), net.in(), net.arrays()).simplified(net.in(), ways);
        Sight sight = new Sight(letter.name(), letter.view(), letter.classes());
        return OnnxModel.of(letter.name(), folded, net.in(), sight.metadata());
    }
}
