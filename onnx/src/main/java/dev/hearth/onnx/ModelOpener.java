package dev.hearth.onnx;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
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
 * Opens models in ONNX Runtime and lets each prove itself the first time: on a kind of processor, a
 * version of ONNX Runtime and a count of threads with which it has not been compared yet, its answers
 * are compared with those that it has to give. One that answers wrongly is opened without ONNX Runtime's
 * optimisations, which is said in a line, and refused if it is still wrong.
 *
 * <pre>{@code
 * static OnnxNet open(Path file, Path cache) {
 *     ModelOpener opening = new ModelOpener(Optional.of(cache.resolve("models")), System.err::println);
 *     return opening.open(OnnxModel.read(file), 2);
 * }
 * }</pre>
 *
 * @param memory a folder that remembers what was compared; nothing is remembered without one
 * @param told is given a line where a model is opened without optimisations
 */
public record ModelOpener(Optional<Path> memory, Consumer<String> told) {

    /**
     * Opens a model; threads that wait sleep. One that carries no {@link SelfTest} is not compared.
     *
     * @param model from a file
     * @param threads above 0
     * @return ready
     * @throws BadDataException if ONNX Runtime cannot take it, or it answers wrongly
     */
    public OnnxNet open(OnnxModel model, int threads) {
        return open(model, threads, () -> SelfTest.of(model));
    }

    /**
     * Opens a model that was just made of a net.
     *
     * @param model of the net
     * @param threads above 0
     * @param test what it has to answer, asked for only where it has not been compared yet
     * @return ready
     * @throws BadDataException if ONNX Runtime cannot take it, or it answers wrongly
     */
    public OnnxNet open(OnnxModel model, int threads, Supplier<Optional<SelfTest>> test) {
        byte[] bytes = model.bytes();
        Optional<Path> note = memory.map(folder -> folder.resolve(name(bytes, threads)));
        Optional<OptLevel> known = note.flatMap(ModelOpener::known);
        OnnxNet net = net(bytes, known.orElse(OptLevel.ALL_OPT), threads);
        if (known.isPresent()) {
            return net;
        }
        try {
            Optional<SelfTest> wanted = test.get();
            if (wanted.isEmpty()) {
                return net;
            }
            double error = wanted.get().error(net, model);
            if (error <= wanted.get().tolerance()) {
                note.ifPresent(file -> remember(file, OptLevel.ALL_OPT));
                return net;
            }
            net.close();
            net = net(bytes, OptLevel.NO_OPT, threads);
            double plain = wanted.get().error(net, model);
            if (plain <= wanted.get().tolerance()) {
                told.accept(
                        String.format(
                                Locale.ROOT,
                                "ONNX Runtime's optimisations make this model wrong by %.2g on this"
                                        + " processor (%.2g is allowed); it is computed without"
                                        + " them, more slowly.",
                                error,
                                wanted.get().tolerance()));
                note.ifPresent(file -> remember(file, OptLevel.NO_OPT));
                return net;
            }
            throw new BadDataException(
                    String.format(
                            Locale.ROOT,
                            "A graph has to answer as its net does, within %.2g of the answer's norm",
                            wanted.get().tolerance()),
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

    private static OnnxNet net(byte[] model, OptLevel level, int threads) {
        return OnnxNet.open(new Sessions(model, ThreadSpinning.ASLEEP, level), threads);
    }

    /** By all that its answers hang on: the model, the processor, ONNX Runtime and the threads. */
    private static String name(byte[] model, int threads) {
        MessageDigest sum = Sha256.sha256();
        sum.update(model);
        Processor processor = Processor.read();
        String place =
                String.join(
                                "\n",
                                processor.model(),
                                processor.kind(),
                                processor.features().toString(),
                                processor.caches().toString())
                        + "\n"
                        + Sessions.environment().getVersion()
                        + "\n"
                        + threads;
        sum.update(place.getBytes(StandardCharsets.UTF_8));
        return Sha256.hexadecimal(sum).substring(0, 32);
    }

    private static Optional<OptLevel> known(Path note) {
        try {
            return Optional.of(OptLevel.valueOf(Files.readString(note).strip()));
        } catch (IOException | IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /** Where it cannot be written, the next opening compares again. */
    private static void remember(Path note, OptLevel level) {
        try {
            Files.createDirectories(note.getParent());
            byte[] text = (level + "\n").getBytes(StandardCharsets.UTF_8);
            AtomicFile.write(note, out -> out.write(ByteBuffer.wrap(text)));
        } catch (IOException full) {
            // Slower, not wrong.
        }
    }
}
