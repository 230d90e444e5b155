package dev.hearth.cli;

import dev.hearth.data.BadData;
import dev.hearth.data.view.View;
import dev.hearth.export.onnx.OnnxModel;
import dev.hearth.export.onnx.OnnxNet;
import dev.hearth.export.onnx.Sight;
import dev.hearth.export.pictures.Classifier;
import dev.hearth.export.pictures.LibtorchScorer;
import dev.hearth.export.pictures.OnnxExport;
import dev.hearth.export.pictures.OnnxScorer;
import dev.hearth.export.weights.TrainedModel;
import dev.hearth.nn.Network;
import dev.hearth.nn.fold.Folded;
import dev.hearth.tensor.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What looks at pictures: a model, and the engine that computes it. A file that ends in {@code .onnx} is
 * a model too, and needs no libtorch.
 *
 * @param name of the model
 * @param view how it sees
 * @param classes a name for each output
 * @param classifier at work
 * @param net ONNX Runtime's, if that computes
 */
record Eyes(
        String name, View view, List<String> classes, Classifier classifier, Optional<OnnxNet> net)
        implements AutoCloseable {

    /**
     * What computes. Unless asked for, ONNX Runtime where it can: on two cores Inception-v4 was done with
     * one picture in 3.9 s, process and all, against libtorch's 4.0 to 4.4, with 24 in 4.2 to 4.7 s
     * against 6.3 to 7.6.
     */
    enum Engine {
        /** Folded, channels last, on any device. */
        LIBTORCH,
        /** Folded, simplified, on the processor. */
        ONNX
    }

    static Eyes open(
            String given,
            Optional<Path> weights,
            Common common,
            Optional<Engine> wanted,
            int batch,
            int tests) {
        if (given.toLowerCase(Locale.ROOT).endsWith(".onnx")
                && Files.isRegularFile(Path.of(given))) {
            if (weights.isPresent() || wanted.equals(Optional.of(Engine.LIBTORCH))) {
                throw new IllegalArgumentException(
                        "An .onnx file has its own numbers and is computed by ONNX Runtime."
                                + " Received: "
                                + given
                                + " beside --weights or --engine libtorch. Leave them out.");
            }
            OnnxModel model = OnnxModel.read(Path.of(given));
            Sight sight = Sight.of(model.metadata());
            refuseTests(tests);
            return onnx(sight.name(), sight.view(), sight.classes(), model, common, batch);
        }
        Device device = common.place().device();
        Model.Opened opened = Model.open(given, weights, common.root(), device);
        TrainedModel letter = opened.letter();
        if (wanted.orElse(Engine.ONNX) == Engine.ONNX && device == Device.CPU) {
            try {
                OnnxModel model = new OnnxExport(letter, opened.net()).inFloats();
                refuseTests(tests);
                return onnx(letter.name(), letter.view(), letter.classes(), model, common, batch);
            } catch (BadData unsaid) {
                if (wanted.isPresent()) {
                    throw unsaid;
                }
            }
        }
        Network net = opened.net();
        Folded folded = Folded.of(net.layer(), net.in(), net.arrays());
        Network fast = Network.of(folded.layer(), net.in(), folded.arrays(), device);
        return new Eyes(
                letter.name(),
                letter.view(),
                letter.classes(),
                new Classifier(new LibtorchScorer(fast, tests), letter.view(), batch),
                Optional.empty());
    }

    /** What ONNX says draws nothing. */
    private static void refuseTests(int tests) {
        if (tests > 1) {
            throw LibtorchScorer.sameAgain(tests);
        }
    }

    private static Eyes onnx(
            String name,
            View view,
            List<String> classes,
            OnnxModel model,
            Common common,
            int batch) {
        OnnxNet net = OnnxNet.open(model.bytes(), common.cores());
        Classifier classifier = new Classifier(new OnnxScorer(net, view), view, batch);
        return new Eyes(name, view, classes, classifier, Optional.of(net));
    }

    @Override
    public void close() {
        net.ifPresent(OnnxNet::close);
    }
}
