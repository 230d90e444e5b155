package dev.hearth.cli;

import dev.hearth.inference.ImageClassifier;
import dev.hearth.tensor.Check;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The model that classifies, and how. */
final class ModelOption {

    @Option(
            names = "--model",
            paramLabel = "M",
            required = true,
            description =
                    "a folder that import, train or run made, an .onnx file that export made, or"
                            + " the name of a model that hearth list prints")
    private String model;

    @Mixin private InferenceOptions looking;

    InferenceOptions looking() {
        return looking;
    }

    /** Where it lies, for a cluster. */
    Path folder() {
        Path folder = Path.of(model).toAbsolutePath();
        if (!Files.exists(folder)) {
            throw Check.error(
                    "A cluster needs a model's folder or .onnx file, at the same path on each machine",
                    model + ", which is not there",
                    "Name a folder that import, train or run made");
        }
        return folder;
    }

    ImageClassifier open(CommonOptions common) {
        return looking.open(model, common);
    }
}
