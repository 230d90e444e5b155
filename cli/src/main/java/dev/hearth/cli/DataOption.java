package dev.hearth.cli;

import dev.hearth.inference.LocalFolders;
import dev.hearth.tensor.Check;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The folder of data sets: an option that every command with data shares. */
final class DataOption {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "folder of data sets and downloaded weights (default: $HEARTH_DATA, or"
                            + " ~/.cache/hearth if that is not set)")
    private Path data;

    Optional<Path> named() {
        return Optional.ofNullable(data);
    }

    Path root() {
        return data != null ? data : LocalFolders.data();
    }

    /** Refuses a named folder that does not exist. */
    void check() {
        Path folder = root();
        if (Files.isDirectory(folder) || folder.equals(LocalFolders.cache())) {
            return;
        }
        String option = data != null ? "--data" : LocalFolders.VARIABLE;
        throw Check.error(
                option + " needs a folder",
                folder + (Files.exists(folder) ? ", a file" : ", which does not exist"),
                "Name another, or leave " + option + (data != null ? " out" : " unset"));
    }
}
