package dev.hearth.cli;

import dev.hearth.papers.Papers;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Engine;
import dev.hearth.train.Run;
import dev.hearth.train.Shelf;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Options that commands share. */
final class Common {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "holds mnist/, cifar-10-batches-bin/, cifar-100-binary/ (default: $HEARTH_DATA,"
                            + " else ~/.cache/hearth)")
    private Path data;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "threads of an operation (default: as many as cores)")
    private Integer threads;

    @Option(names = "--device", paramLabel = "cpu|cuda", defaultValue = "cpu")
    private Device device;

    /** Where data sets stand. */
    Path root() {
        if (data != null) {
            return data;
        }
        String named = System.getenv("HEARTH_DATA");
        return named == null || named.isBlank() ? cache() : Path.of(named);
    }

    static Path cache() {
        return Path.of(System.getProperty("user.home"), ".cache", "hearth");
    }

    /** Loads the engine and sets it as the options say. */
    Run.Place place() {
        if (threads != null) {
            Engine.threads(threads);
        }
        Shelf shelf = new Shelf(root(), cache().resolve("prepared"));
        return new Run.Place(shelf, Papers.text(), device);
    }
}
