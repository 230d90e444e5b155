package dev.hearth.cli;

import dev.hearth.tensor.Check;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The folder of result files. */
final class ResultFiles {

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description =
                    "folder of result files, as reproduce writes them (default: papers, those of"
                            + " this repository)")
    private Path results;

    /** The folder that holds {@code PAPER/results}. */
    Path root() {
        Path root =
                results != null
                        ? results
                        : Path.of(System.getProperty("hearth.home", ".")).resolve("papers");
        if (!Files.isDirectory(root)) {
            throw Check.error(
                    "--results needs a folder that reproduce wrote",
                    root + ", which is none",
                    "Name the folder that reproduce printed");
        }
        return root;
    }
}
