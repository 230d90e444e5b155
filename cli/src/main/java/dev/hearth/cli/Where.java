package dev.hearth.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where data sets stand: the option that every command with data shares. */
final class Where {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "holds mnist/, cifar-10-batches-bin/, cifar-100-binary/ (default: $HEARTH_DATA,"
                            + " else ~/.cache/hearth)")
    private Path data;

    /** The folder that the command line names. */
    Optional<Path> named() {
        return Optional.ofNullable(data);
    }

    /** The folder that counts. */
    Path root() {
        String variable = System.getenv("HEARTH_DATA");
        return named().orElse(variable == null || variable.isBlank() ? cache() : Path.of(variable));
    }

    static Path cache() {
        return Path.of(System.getProperty("user.home"), ".cache", "hearth");
    }
}
