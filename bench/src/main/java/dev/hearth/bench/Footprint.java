package dev.hearth.bench;

import com.sun.management.ThreadMXBean;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** What a step allocates in Java, and whether many steps leave anything behind. */
final class Footprint implements Measurement {

    static final String GROUP = "Memory";
    private static final int STEPS = 100;
    private static final Path STATUS = Path.of("/proc/self/status");

    @Override
    public String about() {
        return "E1 with SGD: Java bytes that the training thread allocates a step, and the"
                + " process's resident memory after a long stretch against its beginning (5,000"
                + " steps of warm-up, then 20,000).";
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        int threads = depth.threads().get(0);
        LibTorch.threads(threads);
        List<Quantity> figures = new ArrayList<>();
        try (var run = Scope.open()) {
            HearthContender side = MlpSteps.Method.SGD.hearth(Work.mnist(STEPS));
            for (int done = 0; done < depth.warmSteps(); done += STEPS) {
                side.run();
            }
            OptionalDouble begun = residentBytes();
            List<Double> allocated = new ArrayList<>();
            for (int done = 0; done < depth.steps(); done += STEPS) {
                long start = allocatedBytes();
                side.run();
                allocated.add((allocatedBytes() - start) / (double) STEPS);
            }
            OptionalDouble ended = residentBytes();
            figures.add(
                    Quantity.of(
                                    GROUP,
                                    "Java allocation",
                                    "bytes a step",
                                    threads,
                                    Spread.of(
                                            allocated.stream()
                                                    .mapToDouble(Double::doubleValue)
                                                    .toArray()))
                            .atMost(100_000));
            if (begun.isPresent() && ended.isPresent()) {
                double change = 100 * Math.abs(ended.getAsDouble() / begun.getAsDouble() - 1);
                figures.add(
                        Quantity.once(
                                        GROUP,
                                        "change of resident memory, either way",
                                        "%",
                                        threads,
                                        change)
                                .noted(
                                        Text.number(begun.getAsDouble() / 1e6)
                                                + " → "
                                                + Text.number(ended.getAsDouble() / 1e6)
                                                + " MB in "
                                                + depth.steps()
                                                + " steps")
                                .atMost(2));
            }
        }
        return figures;
    }

    private static long allocatedBytes() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    /** Empty where the system does not say. */
    static OptionalDouble residentBytes() {
        return status("VmRSS:");
    }

    /** Bytes in a line of what Linux says of this process; empty where the system does not say. */
    static OptionalDouble status(String key) {
        if (!Files.exists(STATUS)) {
            return OptionalDouble.empty();
        }
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(key))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024)
                    .findFirst();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
