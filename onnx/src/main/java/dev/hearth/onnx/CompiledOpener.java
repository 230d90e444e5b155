package dev.hearth.onnx;

import dev.hearth.data.BadDataException;
import dev.hearth.nn.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Opens models in bfloat16, with the cache and the warnings of a {@link ModelOpener}. */
record CompiledOpener(ModelOpener opener) {

    private static final String RIGHT = "BFLOAT16";

    /** Empty, after a warning, where no engine computes it within the bound. */
    Optional<BatchNet> open(OnnxModel model, int threads, Supplier<Optional<SelfTest>> test) {
        List<GraphCompiler> found = GraphCompiler.found();
        if (found.isEmpty()) {
            return none("hearth-onednn is not among the program's jars");
        }
        GraphCompiler compiler = found.get(0);
        Optional<String> obstacle = compiler.obstacle(Precision.BFLOAT16);
        if (obstacle.isPresent()) {
            return none(compiler.name() + ": " + obstacle.get());
        }
        byte[] bytes = model.bytes();
        BatchNet net;
        try {
            net = compiler.compile(bytes, Precision.BFLOAT16, threads);
        } catch (BadDataException unknown) {
            return none(unknown.getMessage());
        }
        boolean keeps = false;
        try {
            String name = ModelOpener.name(bytes, threads, compiler.name() + " BFLOAT16");
            Optional<Path> note = opener.cache().map(folder -> folder.resolve(name));
            if (note.filter(Files::isRegularFile).isEmpty()) {
                SelfTest wanted =
                        test.get()
                                .orElseGet(
                                        () ->
                                                SelfTest.ofOnnxRuntime(
                                                        model, threads, ModelOpener.BFLOAT16));
                double error = wanted.errorOf(net, model);
                if (error > ModelOpener.BFLOAT16) {
                    return none(
                            String.format(
                                    Locale.ROOT,
                                    "%s answers by %.2g of the answer's norm otherwise than float32 (%.2g is"
                                            + " allowed)",
                                    compiler.name(),
                                    error,
                                    ModelOpener.BFLOAT16));
                }
                note.ifPresent(file -> ModelOpener.remember(file, RIGHT));
            }
            keeps = true;
            return Optional.of(net);
        } finally {
            if (!keeps) {
                net.close();
            }
        }
    }

    private Optional<BatchNet> none(String why) {
        opener.warnings()
                .accept(
                        "Not in bfloat16: "
                                + why.replaceFirst("\\.$", "")
                                + ". ONNX Runtime computes the model in float32.");
        return Optional.empty();
    }
}
