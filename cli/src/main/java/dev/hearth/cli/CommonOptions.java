package dev.hearth.cli;

import dev.hearth.inference.LocalFolders;
import dev.hearth.papers.Papers;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.run.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options of every command that computes. */
final class CommonOptions {

    @Mixin private DataOption where;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "threads of one operation (default: $OMP_NUM_THREADS, or as many as there are"
                            + " cores)")
    private Integer threads;

    @Option(
            names = "--device",
            paramLabel = "cpu|cuda|cuda:N",
            defaultValue = "cpu",
            description = "where it is computed (default: ${DEFAULT-VALUE})",
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

    /** Gives each of several processes an equal share of the cores. */
    void shareCores(int processes) {
        if (threads == null) {
            threads = Math.max(1, Runtime.getRuntime().availableProcessors() / processes);
        }
    }

    Optional<Integer> threads() {
        return Optional.ofNullable(threads);
    }

    Path root() {
        return where.root();
    }

    /** These options as arguments of another process. */
    List<String> line() {
        List<String> line = new ArrayList<>();
        where.named().ifPresent(data -> line.addAll(List.of("--data", data.toString())));
        threads().ifPresent(count -> line.addAll(List.of("--threads", count.toString())));
        line.addAll(List.of("--device", device.toString()));
        return line;
    }

    /** The device, once the options are checked. */
    Device device() {
        where.check();
        device.refuseUnlessPresent();
        return device;
    }

    /**
     * What has to be set so that an operation has as many threads as there are cores. OpenMP counts those of
     * the machine, also where a container has a few of them.
     */
    private static Optional<Integer> usualThreads() {
        String chosen = System.getenv("OMP_NUM_THREADS");
        int cores = Runtime.getRuntime().availableProcessors();
        boolean isChosen = chosen != null && !chosen.isBlank();
        return isChosen || LibTorch.threads() == cores ? Optional.empty() : Optional.of(cores);
    }

    /** Data sets, recipes and device; sets libtorch's threads. */
    Run.Place place() {
        Run.Place place = placeBeforeLibTorch();
        setThreads();
        return place;
    }

    /** The same without libtorch, whose threads are left as they are: for what may be refused before. */
    Run.Place placeBeforeLibTorch() {
        return new Run.Place(
                new DatasetProvider(root(), LocalFolders.prepared()),
                Papers.recipeJson(),
                device());
    }

    /** Sets libtorch's threads, which loads it. */
    void setThreads() {
        threads().or(CommonOptions::usualThreads).ifPresent(LibTorch::threads);
    }
}
