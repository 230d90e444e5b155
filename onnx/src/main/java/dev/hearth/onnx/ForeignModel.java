package dev.hearth.onnx;

import dev.hearth.data.BadDataException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A classifier that others exported, as it proved to be when it was opened and run in a process of its
 * own: what ends that process ends no other. Its answers on noise and on a picture with ONNX Runtime's
 * optimisations are compared with those without, since ONNX Runtime changes some valid graphs; the
 * highest level at which they agree is the model's.
 *
 * <pre>{@code
 * static ForeignModel looked(Path file) {
 *     return ForeignModel.probe(OnnxModel.read(file), 224, 2, System.err::println);
 * }
 * }</pre>
 *
 * @param level of ONNX Runtime's optimisations
 * @param classes numbers that come out for an example
 * @param channels 1 or 3
 * @param side of the squares that go in
 * @param isChannelsLast whether it takes [n × side × side × channels]
 * @param isAlone whether it takes one example at a time
 * @param endsInSoftmax whether shares come out
 */
public record ForeignModel(
        Optimization level,
        int classes,
        int channels,
        int side,
        boolean isChannelsLast,
        boolean isAlone,
        boolean endsInSoftmax) {

    private static final long LONGEST = 10;

    private static final List<String> FOLDERS =
            List.of("java.io.tmpdir", "user.home", "org.bytedeco.javacpp.cachedir");

    /** From the highest. */
    static final List<Optimization> LEVELS = List.of(Optimization.values());

    /** What a process found: a model, or why not. */
    record Finding(ForeignModel model, String refused, double error) {}

    /**
     * Opens and runs a model in a process of its own.
     *
     * @param model from a file
     * @param side of the squares that it is to be given; 0 where the model says it
     * @param threads of ONNX Runtime
     * @param told is given a line where a lower level of optimisations was needed
     * @return what it is
     * @throws BadDataException if it is no classifier of pictures, ONNX Runtime cannot take it, it answers with
     *     numbers that are not finite, or it ends its process at every level
     */
    public static ForeignModel probe(
            OnnxModel model, int side, int threads, Consumer<String> told) {
        return probe(model, side, threads, told, ForeignProbe.class);
    }

    static ForeignModel probe(
            OnnxModel model, int side, int threads, Consumer<String> told, Class<?> process) {
        Child last = null;
        for (Optimization highest : LEVELS) {
            last = child(model, side, threads, highest, process);
            if (last.found().isPresent()) {
                Finding found = last.found().get();
                if (found.model() == null) {
                    throw refused(found.refused());
                }
                say(found, highest, told);
                return found.model();
            }
        }
        throw new BadDataException(
                "ONNX Runtime needs a model that it can compute",
                "one that ends its process, with code " + last.code() + ", at every level",
                "Export it anew, with explicit pads and an opset up to 21");
    }

    private static void say(Finding found, Optimization highest, Consumer<String> told) {
        if (highest != Optimization.ALL_OPT) {
            told.accept(
                    "ONNX Runtime's optimisations end the process with this model; it is computed at"
                            + " the level "
                            + found.model().level()
                            + ".");
        } else if (found.model().level() != Optimization.ALL_OPT) {
            told.accept(
                    String.format(
                            Locale.ROOT,
                            "ONNX Runtime's optimisations change this model's answers by %.2g; it is"
                                    + " computed at the level %s, where they do not.",
                            found.error(),
                            found.model().level()));
        }
    }

    /** What the other process said in three parts. */
    private static BadDataException refused(String sentence) {
        String[] parts = sentence.split("\\. Received: ", 2);
        String rest = parts[parts.length - 1];
        int mend = rest.lastIndexOf(". ");
        boolean whole = parts.length == 2 && mend > 0;
        return new BadDataException(
                whole ? parts[0] : "A classifier of pictures is opened and run",
                whole ? rest.substring(0, mend) : rest,
                whole
                        ? rest.substring(mend + 2).replaceFirst("\\.$", "")
                        : "Export it anew with one input of float32 numbers");
    }

    /** With what stands on the module path, where a program has one. */
    private static String classPath() {
        return Stream.of("java.class.path", "jdk.module.path")
                .map(name -> System.getProperty(name, ""))
                .filter(path -> !path.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** What a process ended with and wrote. */
    private record Child(int code, Optional<Finding> found) {}

    /** The model goes in and what was found comes out by pipes: whoever is killed leaves no files. */
    private static Child child(
            OnnxModel model, int side, int threads, Optimization highest, Class<?> main) {
        Process process = null;
        try {
            List<String> line = new ArrayList<>();
            line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            line.addAll(
                    List.of(
                            "-XX:TieredStopAtLevel=1",
                            "-XX:-UsePerfData",
                            "-XX:-CreateCoredumpOnCrash",
                            "-XX:+ErrorFileToStdout"));
            // It writes where this one does.
            for (String folder : FOLDERS) {
                String named = System.getProperty(folder);
                if (named != null) {
                    line.add("-D" + folder + "=" + named);
                }
            }
            line.addAll(List.of("-cp", classPath(), main.getName()));
            line.addAll(List.of(String.valueOf(side), String.valueOf(threads), highest.name()));
            line.add(String.valueOf(ProcessHandle.current().pid()));
            process =
                    new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            InputStream out = process.getInputStream();
            CompletableFuture<Optional<Finding>> found =
                    CompletableFuture.supplyAsync(() -> ForeignProbe.written(out));
            send(model, process);
            if (!process.waitFor(LONGEST, TimeUnit.MINUTES)) {
                throw new BadDataException(
                        "A model is tried within " + LONGEST + " minutes",
                        "one that took longer",
                        "Use a smaller one");
            }
            return new Child(process.exitValue(), found.join());
        } catch (InterruptedException stop) {
            throw Sessions.stopped(stop);
        } catch (IOException failure) {
            throw new BadDataException(
                    "A model is tried in a process of its own",
                    failure.toString(),
                    "Let this program start processes",
                    failure);
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    private static void send(OnnxModel model, Process process) {
        try (OutputStream in = process.getOutputStream()) {
            model.proto().writeTo(in);
        } catch (IOException ended) {
            // Its exit code says more.
            return;
        }
    }

    /**
     * Opens it here, as it proved to be right.
     *
     * @param model that was looked at
     * @param threads of ONNX Runtime
     * @return ready
     */
    public OnnxNet open(OnnxModel model, int threads) {
        return OnnxNet.open(new Sessions(model.bytes(), ThreadSpinning.ASLEEP, level), threads);
    }

    /**
     * The extents of a batch.
     *
     * @param count of examples
     * @return as the net takes them
     */
    public long[] extents(int count) {
        return isChannelsLast
                ? new long[] {count, side, side, channels}
                : new long[] {count, channels, side, side};
    }
}
