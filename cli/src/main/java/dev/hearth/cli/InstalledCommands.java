package dev.hearth.cli;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The commands of an installation: without what needs a clone (the measurements of {@code bench}, a build with
 * Spark, files of the repository that are written anew). Help, completion and manual are all made from these.
 */
final class InstalledCommands {

    private static final Map<String, List<String>> IN_A_CLONE =
            Map.of(
                    "predict", List.of("--on", "--images", "--out"),
                    "ledger", List.of("--update"),
                    "train", List.of("--on"),
                    "run", List.of("--on"));

    private InstalledCommands() {}

    static CommandLine of(CommandLine line) {
        line.getCommandSpec()
                .usageMessage()
                .footer("", "./hearth COMMAND --help explains a command.");
        IN_A_CLONE.forEach(
                (command, options) -> {
                    CommandSpec spec = line.getSubcommands().get(command).getCommandSpec();
                    options.forEach(name -> spec.remove(spec.findOption(name)));
                });
        changed(
                line,
                "reproduce",
                "--on",
                option ->
                        option.paramLabel("workers:N")
                                .description(
                                        "N processes that take the runs of all experiments, the longest"
                                                + " first; where one is lost, its run goes on from its"
                                                + " last checkpoint in another"));
        changed(
                line,
                "train",
                "--images",
                option ->
                        option.paramLabel("DIR")
                                .description(
                                        "the pictures, in a folder for each class: JPEG, PNG, WebP, GIF,"
                                                + " BMP, TIFF"));
        for (String command : List.of("reproduce", "report", "ledger")) {
            changed(
                    line,
                    command,
                    "--results",
                    option ->
                            option.description(
                                    "folder of result files, as reproduce writes them (default: those"
                                            + " that are installed)"));
        }
        return line;
    }

    private static void changed(
            CommandLine line,
            String command,
            String option,
            UnaryOperator<OptionSpec.Builder> change) {
        CommandSpec spec = line.getSubcommands().get(command).getCommandSpec();
        OptionSpec before = spec.findOption(option);
        spec.remove(before);
        spec.addOption(change.apply(OptionSpec.builder(before)).build());
    }
}
