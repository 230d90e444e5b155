package dev.hearth.bench;

import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Steps of one side in a process of its own, whose peak of resident memory is that side's. */
final class InceptionAlone {

    private static final int STEPS = 6;

    private InceptionAlone() {}

    /** Bytes; empty where the system does not say. */
    static OptionalDouble peak(InceptionSteps.Way way, int threads) {
        List<String> line = new ArrayList<>();
        line.add(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        line.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        InceptionAlone.class.getName(),
                        way.name(),
                        Integer.toString(threads)));
        try {
            Process process =
                    new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                            .strip();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(
                        "A side's own process ends well. Received: exit code "
                                + process.exitValue()
                                + " from "
                                + way
                                + ". Look at what it wrote.");
            }
            return said.isEmpty()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(Double.parseDouble(said));
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /**
     * Steps, then the peak on standard output.
     *
     * @param arguments the way and the count of threads
     */
    public static void main(String[] arguments) {
        LibTorch.threads(Integer.parseInt(arguments[1]));
        try (var run = Scope.open()) {
            Contender side =
                    InceptionSteps.Way.valueOf(arguments[0])
                            .side(InceptionSteps.work(8, 299), 0.2, Optional.empty());
            for (int step = 0; step < STEPS; step++) {
                side.run();
            }
            Footprint.status("VmHWM:").ifPresent(peak -> System.out.println((long) peak));
        }
    }
}
