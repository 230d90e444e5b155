package dev.hearth.cli;

import dev.hearth.data.BadDataException;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.inference.ImageClassifier;
import dev.hearth.inference.LibTorchLogitModel;
import dev.hearth.inference.OnnxExport;
import dev.hearth.inference.OnnxLogitModel;
import dev.hearth.inference.TrainedModel;
import dev.hearth.nn.Model;
import dev.hearth.nn.fold.Folded;
import dev.hearth.onnx.ImageModelMetadata;
import dev.hearth.onnx.ModelOpener;
import dev.hearth.onnx.OnnxModel;
import dev.hearth.onnx.OnnxNet;
import dev.hearth.onnx.SelfTest;
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
record LoadedClassifier(
        String name,
        InputSpec view,
        List<String> classes,
        ImageClassifier classifier,
        Optional<OnnxNet> net)
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

    static LoadedClassifier open(
            String given,
            Optional<Path> weights,
            CommonOptions common,
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
            ImageModelMetadata sight = ImageModelMetadata.of(model.metadata());
            refuseTests(tests);
            OnnxNet net = opening().open(model, common.cores());
            return onnx(sight, model, net, batch);
        }
        Device device = common.place().device();
        ModelReference.Opened opened = ModelReference.open(given, weights, common.root(), device);
        TrainedModel letter = opened.letter();
        if (wanted.orElse(Engine.ONNX) == Engine.ONNX && device.isCpu()) {
            Optional<OnnxModel> graph = graph(opened, wanted.isPresent());
            Optional<OnnxNet> net =
                    graph.flatMap(model -> proven(model, opened, common, wanted.isPresent()));
            if (net.isPresent()) {
                refuseTests(tests);
                ImageModelMetadata sight =
                        new ImageModelMetadata(letter.name(), letter.view(), letter.classes());
                return onnx(sight, graph.get(), net.get(), batch);
            }
        }
        Model net = opened.net();
        Folded folded = Folded.of(net.layer(), net.in(), net.arrays());
        Model fast = Model.of(folded.layer(), net.in(), folded.arrays(), device);
        return new LoadedClassifier(
                letter.name(),
                letter.view(),
                letter.classes(),
                new ImageClassifier(new LibTorchLogitModel(fast, tests), letter.view(), batch),
                Optional.empty());
    }

    /** What ONNX says draws nothing. */
    private static void refuseTests(int tests) {
        if (tests > 1) {
            throw LibTorchLogitModel.sameAgain(tests);
        }
    }

    /** Nothing where a layer cannot be said in ONNX, unless that was asked for. */
    private static Optional<OnnxModel> graph(ModelReference.Opened opened, boolean asked) {
        try {
            return Optional.of(new OnnxExport(opened.letter(), opened.net()).graph());
        } catch (BadDataException unsaid) {
            if (asked) {
                throw unsaid;
            }
            return Optional.empty();
        }
    }

    private static Optional<OnnxNet> proven(
            OnnxModel model, ModelReference.Opened opened, CommonOptions common, boolean asked) {
        try {
            return Optional.of(
                    opening()
                            .open(
                                    model,
                                    common.cores(),
                                    () -> Optional.of(SelfTest.of(opened.net(), SelfTest.FLOATS))));
        } catch (BadDataException wrong) {
            if (asked) {
                throw wrong;
            }
            System.err.println(wrong.getMessage() + " libtorch computes it now.");
            return Optional.empty();
        }
    }

    /** Models prove themselves once, as Hearth's cache remembers. */
    static ModelOpener opening() {
        return new ModelOpener(
                Optional.of(DataOption.cache().resolve("models")), System.err::println);
    }

    private static LoadedClassifier onnx(
            ImageModelMetadata sight, OnnxModel model, OnnxNet net, int batch) {
        InputSpec view = sight.view();
        OnnxLogitModel scorer =
                new OnnxLogitModel(net, view, model.endsInSoftmax(), sight.classes().size());
        return new LoadedClassifier(
                sight.name(),
                view,
                sight.classes(),
                new ImageClassifier(scorer, view, batch),
                Optional.of(net));
    }

    @Override
    public void close() {
        net.ifPresent(OnnxNet::close);
    }
}
