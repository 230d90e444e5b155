package dev.hearth.cli;

import dev.hearth.data.transform.TestCrops;
import dev.hearth.inference.ImageClassifier;
import dev.hearth.inference.ImageClassifierBuilder;
import dev.hearth.nn.Precision;
import dev.hearth.onnx.GraphCompiler;
import dev.hearth.onnx.OnnxModel;
import dev.hearth.tensor.Check;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a model classifies pictures. */
final class InferenceOptions {

    @Mixin private OtherModel other;

    @Option(
            names = "--weights",
            paramLabel = "FILE",
            description =
                    "weights of a model given by its name: .safetensors or .pth (default: the"
                            + " downloaded ones)")
    private Path weights;

    @Option(
            names = "--crops",
            paramLabel = "1|12|144",
            defaultValue = "1",
            description = "crops of each picture to average over (default: ${DEFAULT-VALUE})")
    private int crops;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "12",
            description = "crops computed together (default: ${DEFAULT-VALUE})")
    private int batch;

    @Option(
            names = "--engine",
            paramLabel = "libtorch|onnx",
            description =
                    "what computes the model (default: onnx if the model can be exported, else"
                            + " libtorch)")
    private ImageClassifier.Engine engine;

    @Option(
            names = "--precision",
            paramLabel = "P",
            description =
                    "in what an exported model computes: float32, bfloat16 (up to twice as fast on"
                            + " processors that multiply it; answers are float32 and differ a little), or"
                            + " auto, which takes bfloat16 where the processor has it (default: float32)")
    private PrecisionOption.Choice precision;

    @Option(
            names = "--tests",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "forward passes to average, for a model that draws random numbers when it is"
                            + " tested, by fractional max-pooling (default: ${DEFAULT-VALUE})")
    private int tests;

    /** The option that needs gradients, if one does. */
    private String gradients;

    int tests() {
        return tests;
    }

    TestCrops crops() {
        return TestCrops.of(crops);
    }

    int batch() {
        return batch;
    }

    /** For what only libtorch can do. */
    void needLibTorch(String option) {
        if (engine == ImageClassifier.Engine.ONNX) {
            throw noGradients(option, "--engine onnx", "Leave it out");
        }
        engine = ImageClassifier.Engine.LIBTORCH;
        gradients = option;
    }

    private static IllegalArgumentException noGradients(String option, String came, String remedy) {
        return Check.error(option + " needs gradients, which libtorch computes", came, remedy);
    }

    private Precision precision(CommonOptions common) {
        if (precision == PrecisionOption.Choice.AUTO) {
            boolean can =
                    engine != ImageClassifier.Engine.LIBTORCH
                            && common.device().isCpu()
                            && GraphCompiler.found().stream()
                                    .anyMatch(each -> each.obstacle(Precision.BFLOAT16).isEmpty());
            return can ? Precision.BFLOAT16 : Precision.FLOAT32;
        }
        return precision == PrecisionOption.Choice.BFLOAT16
                ? Precision.BFLOAT16
                : Precision.FLOAT32;
    }

    /** Checks the options before anything is loaded. */
    ImageClassifierBuilder builder(CommonOptions common) {
        ImageClassifierBuilder builder =
                ImageClassifier.builder()
                        .crops(crops())
                        .tests(tests)
                        .batch(batch)
                        .precision(precision(common))
                        .data(common.root())
                        .device(common.device())
                        .notices(Words::notice);
        common.threads().ifPresent(builder::threads);
        if (engine != null) {
            builder.engine(engine);
        }
        return weights == null ? builder : builder.weights(weights);
    }

    ImageClassifier open(String model, CommonOptions common) {
        ImageClassifierBuilder builder = builder(common);
        Path file = Path.of(model);
        if (model.toLowerCase(Locale.ROOT).endsWith(".onnx") && Files.isRegularFile(file)) {
            if (gradients != null) {
                throw noGradients(
                        gradients,
                        model + ", which ONNX Runtime computes",
                        "Name the folder of a model");
            }
            OnnxModel graph = OnnxModel.read(file);
            if (other.isMeant(graph)) {
                if (weights != null
                        || engine == ImageClassifier.Engine.LIBTORCH
                        || tests != 1
                        || !common.device().isCpu()) {
                    throw Check.error(
                            "A model of another tool has its own weights and is computed once, by ONNX"
                                    + " Runtime on the CPU",
                            model + " beside --weights, --tests, --engine libtorch or --device",
                            "Leave them out");
                }
                if (precision != null) {
                    throw Check.error(
                            "--precision goes with pictures and a model that is exported",
                            "a model of another tool",
                            "Leave it out");
                }
                return other.open(file, graph, common, crops(), batch);
            }
            other.refuseUnnamed(file, graph);
        }
        other.refuseOptions();
        return builder.load(model);
    }
}
