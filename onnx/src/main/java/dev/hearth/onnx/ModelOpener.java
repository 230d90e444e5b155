package dev.hearth.onnx;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Sha256;
import dev.hearth.tensor.Processor;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Opens models in ONNX Runtime, each checked by a {@link SelfTest} the first time it is opened with a
 * kind of processor, a version of ONNX Runtime and a number of threads. A model that fails is opened
 * without ONNX Runtime's optimisations, with a warning, and refused if it still fails.
 *
 * <pre>{@code
 * static OnnxNet open(Path file, Path cache) {
 *     ModelOpener opener = new ModelOpener(Optional.of(cache.resolve("models")), System.err::println);
 *     return opener.open(OnnxModel.read(file), 2);
 * }
 * }</pre>
 *
 * @param cache a folder for the results of self-tests; without one, each opening tests again
 * @param warnings receives a line where a model is opened without optimisations
 */
public record ModelOpener(Optional<Path> cache, Consumer<String> warnings) {

    /**
     * Opens a model whose waiting threads sleep. One without a {@link SelfTest} is not checked.
     *
     * @throws BadDataException if ONNX Runtime cannot load it, or it fails its test
     */
    public OnnxNet open(OnnxModel model, int threads) {
        return open(model, threads, () -> SelfTest.of(model));
    }

    /**
     * Opens a model with a test from elsewhere.
     *
     * @param test called only if the cache holds no result
     * @throws BadDataException if ONNX Runtime cannot load it, or it fails its test
     */
    public OnnxNet open(OnnxModel model, int threads, Supplier<Optional<SelfTest>> test) {
        byte[] bytes = model.bytes();
        Optional<Path> note = cache.map(folder -> folder.resolve(name(bytes, threads)));
        Optional<Optimization> known = note.flatMap(ModelOpener::known);
        OnnxNet net = net(bytes, known.orElse(Optimization.ALL_OPT), threads);
        if (known.isPresent()) {
            return net;
        }
        try {
            Optional<SelfTest> wanted = test.get();
            if (wanted.isEmpty()) {
                return net;
            }
            double tolerance = wanted.get().tolerance();
            double error = wanted.get().error(net, model);
            if (error <= tolerance) {
                note.ifPresent(file -> remember(file, Optimization.ALL_OPT));
                return net;
            }
            net.close();
            net = net(bytes, Optimization.NO_OPT, threads);
            double plain = wanted.get().error(net, model);
            if (plain <= tolerance) {
                warnings.accept(
                        String.format(
                                Locale.ROOT,
                                "ONNX Runtime's optimisations make this model wrong by %.2g on this"
                                        + " processor (%.2g is allowed); it is computed without"
                                        + " them, more slowly.",
                                error,
                                tolerance));
                note.ifPresent(file -> remember(file, Optimization.NO_OPT));
                return net;
            }
            throw new BadDataException(
                    String.format(
                            Locale.ROOT,
                            "A graph has to answer as its net does, within %.2g of the answer's norm",
                            tolerance),
                    String.format(
                            Locale.ROOT,
                            "an error of %.3g on this processor, %.3g without optimisations",
                            error,
                            plain),
                    "Use libtorch (--engine libtorch) with the folder that it was exported from");
        } catch (RuntimeException refused) {
            net.close();
            throw refused;
        }
    }

    private static OnnxNet net(byte[] model, Optimization level, int threads) {
        return OnnxNet.open(new Sessions(model, ThreadSpinning.ASLEEP, level), threads);
    }

    /** A hash of all that the answers depend on: model, processor, ONNX Runtime and threads. */
    private static String name(byte[] model, int threads) {
        MessageDigest sum = Sha256.sha256();
        sum.update(model);
        Processor processor = Processor.read();
        String where =
                String.join(
                        "\n",
                        processor.model(),
                        processor.kind(),
                        processor.features().toString(),
                        processor.caches().toString(),
                        Sessions.environment().getVersion(),
                        Integer.toString(threads));
        sum.update(where.getBytes(StandardCharsets.UTF_8));
        return Sha256.hexadecimal(sum).substring(0, 32);
    }

    private static Optional<Optimization> known(Path note) {
        try {
            return Optional.of(Optimization.valueOf(Files.readString(note).strip()));
        } catch (IOException | IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /** Where it cannot be written, the next opening tests again. */
    private static void remember(Path note, Optimization level) {
        try {
            Files.createDirectories(note.getParent());
            byte[] text = (level + "\n").getBytes(StandardCharsets.UTF_8);
            AtomicFile.write(note, out -> out.write(ByteBuffer.wrap(text)));
        } catch (IOException full) {
            // Slower, not wrong.
        }
    }
}
