package dev.hearth.cli;

import dev.hearth.inference.ImageClassifier;
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

    ImageClassifier open(CommonOptions common) {
        return looking.open(model, common);
    }
}
