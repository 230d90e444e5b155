package dev.hearth.onnx;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Sha256;
import dev.hearth.nn.Precision;
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
     * How far an answer in bfloat16 may be from float32's, as a share of its norm. Each value is rounded by
     * 2⁻⁸ of itself at most, and a net's layers add their errors up.
     */
    public static final double BFLOAT16 = 0.05;

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

    /**
     * As {@link #open(OnnxModel, int, Precision, Supplier)}, with the model's own test.
     *
     * @throws BadDataException if ONNX Runtime is to compute it and cannot load it, or it fails its test
     */
    public BatchNet open(OnnxModel model, int threads, Precision precision) {
        return open(model, threads, precision, () -> SelfTest.of(model));
    }

    /**
     * Opens a model in a precision: in bfloat16 by a {@link GraphCompiler}, if one that is found can and its
     * answers are within {@link #BFLOAT16} of the test's, or without a test of ONNX Runtime's, by norm. Otherwise
     * ONNX Runtime computes it in float32, and a warning says why.
     *
     * @param test called only if the cache holds no result
     * @throws BadDataException if ONNX Runtime is to compute it and cannot load it, or it fails its test
     */
    public BatchNet open(
            OnnxModel model, int threads, Precision precision, Supplier<Optional<SelfTest>> test) {
        if (precision == Precision.BFLOAT16) {
            Optional<BatchNet> compiled = new CompiledOpener(this).open(model, threads, test);
            if (compiled.isPresent()) {
                return compiled.get();
            }
        }
        return open(model, threads, test);
    }

    private static OnnxNet net(byte[] model, Optimization level, int threads) {
        return OnnxNet.open(new Sessions(model, ThreadSpinning.ASLEEP, level), threads);
    }

    private static String name(byte[] model, int threads) {
        return name(model, threads, Sessions.environment().getVersion());
    }

    /** A hash of all that the answers depend on: model, processor, the engine's version and threads. */
    static String name(byte[] model, int threads, String engine) {
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
                        engine,
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
        remember(note, level.name());
    }

    /** As {@link #remember(Path, Optimization)}. */
    static void remember(Path note, String result) {
        try {
            Files.createDirectories(note.getParent());
            byte[] text = (result + "\n").getBytes(StandardCharsets.UTF_8);
            AtomicFile.write(note, out -> out.write(ByteBuffer.wrap(text)));
        } catch (IOException full) {
            // Slower, not wrong.
        }
    }
}
