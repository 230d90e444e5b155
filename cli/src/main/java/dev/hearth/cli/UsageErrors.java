package dev.hearth.cli;

import dev.hearth.data.DidYouMean;
import dev.hearth.data.dataset.FileNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Says in three parts what is wrong with a command line: what was asked, what came, how to mend it. */
final class UsageErrors {

    /** What the parser says of {@code help WORD}. */
    private static final Pattern STRANGER = Pattern.compile("Unknown subcommand '(.*)'\\.");

    private UsageErrors() {}

    /** One sentence in three parts, whatever the parser found in the words of a line. */
    static String said(CommandLine.ParameterException problem, String... line) {
        CommandSpec command = problem.getCommandLine().getCommandSpec();
        String message = String.valueOf(problem.getMessage());
        if (message.contains(". Received: ")) {
            return message;
        }
        String name = command.qualifiedName();
        String mend = "./" + name + " --help tells more.";
        if (problem instanceof CommandLine.UnmatchedArgumentException unmatched) {
            return name + unmatched(command, unmatched) + mend;
        }
        Optional<String> unknown = unknown(command, line);
        if (problem instanceof CommandLine.MissingParameterException && unknown.isPresent()) {
            // What is missing is what was mistyped, more often than not.
            return name + options(command, unknown.get()) + mend;
        }
        if (problem instanceof CommandLine.MissingParameterException missing) {
            String wanted =
                    missing.getMissing().stream()
                            .map(UsageErrors::wanted)
                            .collect(Collectors.joining(", "));
            return name + " needs " + wanted + ". Received: none. " + mend;
        }
        if (problem.getArgSpec() != null && problem.getValue() != null) {
            return name
                    + " needs "
                    + kind(problem.getArgSpec())
                    + " for "
                    + named(problem.getArgSpec())
                    + ". Received: "
                    + problem.getValue()
                    + ". "
                    + remedy(problem.getArgSpec(), problem.getValue())
                    + mend;
        }
        Matcher stranger = STRANGER.matcher(message);
        if (stranger.matches()) {
            return name + commands(command, stranger.group(1)) + mend;
        }
        return name
                + " needs a command line that can be read. Received: "
                + unstopped(message.lines().findFirst().orElse("nothing"))
                + ". "
                + mend;
    }

    private static String unmatched(
            CommandSpec command, CommandLine.UnmatchedArgumentException problem) {
        String came = String.join(" ", problem.getUnmatched());
        if (!problem.isUnknownOption() && !command.subcommands().isEmpty()) {
            return commands(command, came);
        }
        return problem.isUnknownOption()
                // What follows it is its value, more often than not.
                ? options(command, problem.getUnmatched().get(0))
                : " takes no more arguments than its own. Received: " + came + ". ";
    }

    private static String commands(CommandSpec command, String came) {
        Set<String> names = command.subcommands().keySet();
        return " has the commands "
                + String.join(", ", names)
                + ". Received: "
                + came
                + ". "
                + DidYouMean.question(came.split(" ", 2)[0], names);
    }

    /** Words that begin with an option's name that the command has not. */
    private static String options(CommandSpec command, String came) {
        List<String> names = command.options().stream().map(OptionSpec::longestName).toList();
        return " has the options "
                + String.join(", ", names)
                + ". Received: "
                + came
                + ". "
                + DidYouMean.question(came.split("[= ]", 2)[0], names);
    }

    private static Optional<String> unknown(CommandSpec command, String[] line) {
        return Arrays.stream(line)
                .filter(word -> word.matches("--?[A-Za-z].+"))
                .filter(word -> !command.optionsMap().containsKey(word.split("=", 2)[0]))
                .findFirst();
    }

    /** What helps besides the command's own description. */
    private static String remedy(ArgSpec argument, String came) {
        List<String> values = values(argument);
        if (!values.isEmpty()) {
            return DidYouMean.question(came, values);
        }
        return FileNames.isLost(came) ? FileNames.mend() + ". " : "";
    }

    private static String unstopped(String message) {
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }

    private static String wanted(ArgSpec argument) {
        return argument instanceof OptionSpec ? "a value for " + named(argument) : named(argument);
    }

    private static String named(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    /** The values of a closed list; empty for any other argument. */
    private static List<String> values(ArgSpec argument) {
        Class<?> type = argument.typeInfo().getType();
        List<String> values = new ArrayList<>();
        if (type.isEnum()) {
            for (Object each : type.getEnumConstants()) {
                values.add(each.toString().toLowerCase(Locale.ROOT));
            }
        } else if (argument.completionCandidates() != null) {
            argument.completionCandidates().forEach(values::add);
        }
        return values;
    }

    private static String kind(ArgSpec argument) {
        Class<?> type = argument.typeInfo().getType();
        List<String> values = values(argument);
        if (!values.isEmpty()) {
            return "one of " + String.join(", ", values);
        }
        boolean whole =
                type == int.class
                        || type == long.class
                        || type == Integer.class
                        || type == Long.class;
        return whole ? "a whole number" : "another value";
    }
}
