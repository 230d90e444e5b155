package dev.hearth.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model, and how it looks at pictures: the options of commands that need one. */
final class ModelOption {

    @Option(
            names = "--model",
            paramLabel = "M",
            required = true,
            description =
                    "a folder that import, train or run made, an .onnx file of export, or a name"
                            + " with --weights")
    private String model;

    @Mixin private InferenceOptions looking;

    /** How it looks. */
    InferenceOptions looking() {
        return looking;
    }

    /** The model itself. */
    LoadedClassifier open(CommonOptions common) {
        return looking.open(model, common);
    }
}
