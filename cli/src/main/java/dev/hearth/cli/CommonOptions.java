package dev.hearth.cli;

import dev.hearth.papers.Papers;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.run.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options that commands share. */
final class CommonOptions {

    @Mixin private DataOption where;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "threads of an operation (default: as many as cores)")
    private Integer threads;

    @Option(
            names = "--device",
            paramLabel = "cpu|cuda|cuda:N",
            defaultValue = "cpu",
            description = "what computes (default: cpu)",
            completionCandidates = Devices.class,
            converter = DeviceText.class)
    private Device device;

    /** What {@code --device} takes. */
    private static final class Devices implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("cpu", "cuda", "cuda:N").iterator();
        }
    }

    /** Leaves the message to {@link UsageErrors}. */
    private static final class DeviceText implements ITypeConverter<Device> {
        @Override
        public Device convert(String text) {
            try {
                return Device.parse(text);
            } catch (IllegalArgumentException unknown) {
                throw new TypeConversionException(text);
            }
        }
    }

    /** Gives each of several processes as many threads as there are cores for it. */
    void shareCores(int processes) {
        if (threads == null) {
            threads = Math.max(1, Runtime.getRuntime().availableProcessors() / processes);
        }
    }

    /** Threads of an operation, without asking libtorch. */
    int cores() {
        return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    }

    /** These options, for another process. */
    List<String> line() {
        List<String> line = new ArrayList<>();
        where.named().ifPresent(data -> line.addAll(List.of("--data", data.toString())));
        if (threads != null) {
            line.addAll(List.of("--threads", threads.toString()));
        }
        line.addAll(List.of("--device", device.toString()));
        return line;
    }

    /** Where data sets stand. */
    Path root() {
        return where.root();
    }

    /**
     * Sets the engine as the options say.
     *
     * @throws IllegalArgumentException if they ask for what is not here
     */
    Run.Place place() {
        where.check();
        if (threads != null) {
            LibTorch.threads(threads);
        }
        device.refuseUnlessPresent();
        DatasetProvider datasets =
                new DatasetProvider(root(), DataOption.cache().resolve("prepared"));
        return new Run.Place(datasets, Papers.recipeJson(), device);
    }
}
