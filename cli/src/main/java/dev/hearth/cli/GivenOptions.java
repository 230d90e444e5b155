package dev.hearth.cli;

import dev.hearth.tensor.Check;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options that a command line names. */
final class GivenOptions {

    private GivenOptions() {}

    /**
     * Refuses options that would be ignored, by their names.
     *
     * @param command that was parsed
     * @param taken names of those that count
     */
    static void refuseOthers(
            CommandSpec command, List<String> taken, String needed, String remedy) {
        String others =
                command.commandLine().getParseResult().matchedOptions().stream()
                        .map(OptionSpec::longestName)
                        .filter(name -> !taken.contains(name))
                        .distinct()
                        .collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            throw Check.error(needed, others, remedy);
        }
    }
}
