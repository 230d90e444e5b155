package dev.hearth.cli;

import dev.hearth.inference.LocalFolders;
import dev.hearth.papers.Papers;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.run.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of every command that computes. */
final class CommonOptions {

    @Mixin private DataOption where;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "threads of one operation (default: as many as there are cores)")
    private Integer threads;

    @Option(
            names = "--device",
            paramLabel = "cpu|cuda",
            defaultValue = "cpu",
            description = "where it is computed (default: ${DEFAULT-VALUE})")
    private Device device;

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
        line.addAll(List.of("--device", device.name().toLowerCase(Locale.ROOT)));
        return line;
    }

    /** The device, once the options are checked. */
    Device device() {
        where.check();
        if (device == Device.CUDA && !LibTorch.hasCuda()) {
            throw Check.error(
                    "--device cuda needs a CUDA device and libtorch's CUDA build",
                    LibTorch.version() + " without them",
                    "Build with -Pcuda on a computer that has one, or use --device cpu");
        }
        return device;
    }

    /** Data sets, recipes and device; sets libtorch's threads. */
    Run.Place place() {
        Device checked = device();
        threads().ifPresent(LibTorch::threads);
        return new Run.Place(
                new DatasetProvider(root(), LocalFolders.prepared()), Papers.recipeJson(), checked);
    }
}
