package dev.hearth.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where result files stand: the option of commands that read them. */
final class ResultFiles {

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description =
                    "where result files are, as reproduce leaves them (default: the project's own,"
                            + " papers)")
    private Path results;

    /** The folder that holds {@code PAPER/results}. */
    Path root() {
        Path root =
                results != null
                        ? results
                        : Path.of(System.getProperty("hearth.home", ".")).resolve("papers");
        if (!Files.isDirectory(root)) {
            throw new IllegalArgumentException(
                    "--results needs a folder as reproduce leaves it. Received: "
                            + root
                            + ", which is none. Name the folder that reproduce printed.");
        }
        return root;
    }
}
