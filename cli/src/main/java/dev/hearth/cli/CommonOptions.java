package dev.hearth.cli;

import dev.hearth.papers.Papers;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.run.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that commands share. */
final class CommonOptions {

    @Mixin private DataOption where;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "threads of an operation (default: as many as cores)")
    private Integer threads;

    @Option(names = "--device", paramLabel = "cpu|cuda", defaultValue = "cpu")
    private Device device;

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
        line.addAll(List.of("--device", device.name().toLowerCase(Locale.ROOT)));
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
        if (device == Device.CUDA && !LibTorch.hasCuda()) {
            throw new IllegalArgumentException(
                    "--device cuda needs a CUDA device and the natives for it. Received: "
                            + LibTorch.version()
                            + " without one. Build with -Pcuda on a machine that has one, or say"
                            + " --device cpu.");
        }
        DatasetProvider datasets =
                new DatasetProvider(root(), DataOption.cache().resolve("prepared"));
        return new Run.Place(datasets, Papers.recipeJson(), device);
    }
}
