package dev.hearth.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where data sets stand: the option that every command with data shares. */
final class DataOption {

    private static final String VARIABLE = "HEARTH_DATA";

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
        return asked().orElseGet(DataOption::cache);
    }

    private Optional<Path> asked() {
        return named().or(DataOption::variable);
    }

    private static Optional<Path> variable() {
        String variable = System.getenv(VARIABLE);
        return variable == null || variable.isBlank()
                ? Optional.empty()
                : Optional.of(Path.of(variable));
    }

    /**
     * Refuses a folder that somebody named, for data that is to be read, where there is none.
     *
     * @throws IllegalArgumentException that says so
     */
    void check() {
        Optional<Path> folder = asked();
        if (folder.isEmpty() || Files.isDirectory(folder.get())) {
            return;
        }
        boolean byOption = named().isPresent();
        throw new IllegalArgumentException(
                (byOption ? "--data" : VARIABLE)
                        + " needs a folder. Received: "
                        + folder.get()
                        + (Files.exists(folder.get()) ? ", a file" : ", which is not there")
                        + ". Name one that is, or leave "
                        + (byOption ? "the option out." : "the variable unset."));
    }

    static Path cache() {
        return Path.of(System.getProperty("user.home"), ".cache", "hearth");
    }
}
