package dev.hearth.cli;

import dev.hearth.data.transform.TestCrops;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a model looks at pictures: the options of commands that let one do so. */
final class InferenceOptions {

    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description = ".safetensors or .pth (default: the fetched ones)")
    private Path weights;

    @Option(
            names = "--crops",
            paramLabel = "1|12|144",
            defaultValue = "1",
            description = "squares of each picture to average over")
    private int crops;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "12",
            description = "squares at once")
    private int batch;

    @Option(
            names = "--engine",
            paramLabel = "libtorch|onnx",
            description =
                    "what computes (default: onnx where the model can be said in it, else libtorch)")
    private LoadedClassifier.Engine engine;

    @Option(
            names = "--tests",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "tests of a model that draws when tested (fractional max-pooling), averaged"
                            + " (default: 1)")
    private int tests;

    /** How many tests, at least 1. */
    int tests() {
        if (tests < 1) {
            throw new IllegalArgumentException(
                    "--tests needs at least one test. Received: " + tests + ". Use 1.");
        }
        return tests;
    }

    /** Which squares. */
    TestCrops crops() {
        return TestCrops.of(crops);
    }

    /** Whether other weights or squares are asked for than those that a run has by itself. */
    boolean isAmended() {
        return weights != null || crops != 1;
    }

    /** How many squares at once. */
    int batch() {
        return batch;
    }

    /** The model of a name, folder or file, with the weights that were named. */
    LoadedClassifier open(String given, CommonOptions common) {
        return LoadedClassifier.open(
                given,
                Optional.ofNullable(weights),
                common,
                Optional.ofNullable(engine),
                batch,
                tests());
    }
}
