package dev.hearth.cli;

import dev.hearth.papers.Papers;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Engine;
import dev.hearth.train.Run;
import dev.hearth.train.Shelf;
import java.nio.file.Files;
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

    /**
     * Sets the engine as the options say.
     *
     * @throws IllegalArgumentException if they ask for what is not here
     */
    Run.Place place() {
        if (data != null && !Files.isDirectory(data)) {
            throw new IllegalArgumentException(
                    "--data needs a folder. Received: "
                            + data
                            + (Files.exists(data) ? ", a file" : ", which is not there")
                            + ". Name one that is, or leave the option out.");
        }
        if (threads != null) {
            Engine.threads(threads);
        }
        if (device == Device.CUDA && !Engine.hasCuda()) {
            throw new IllegalArgumentException(
                    "--device cuda needs a CUDA device and the natives for it. Received: "
                            + Engine.version()
                            + " without one. Build with -Pcuda on a machine that has one, or say"
                            + " --device cpu.");
        }
        Shelf shelf = new Shelf(root(), cache().resolve("prepared"));
        return new Run.Place(shelf, Papers.text(), device);
    }
}
