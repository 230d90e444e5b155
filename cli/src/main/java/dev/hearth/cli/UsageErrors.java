package dev.hearth.cli;

import dev.hearth.data.DidYouMean;
import dev.hearth.data.dataset.FileNames;
import dev.hearth.tensor.Check;
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

/** Errors of the command line in three parts: what is needed, what came, how to mend it. */
final class UsageErrors {

    /** The parser's message for {@code help NAME}. */
    private static final Pattern UNKNOWN_COMMAND = Pattern.compile("Unknown subcommand '(.*)'\\.");

    private UsageErrors() {}

    /** One sentence of three parts for whatever the parser found. */
    static String message(CommandLine.ParameterException problem, String... line) {
        CommandSpec command = problem.getCommandLine().getCommandSpec();
        String message = String.valueOf(problem.getMessage());
        if (message.contains(". Received: ")) {
            return message;
        }
        String name = command.qualifiedName();
        String help = "./" + name + " --help explains it";
        if (problem instanceof CommandLine.UnmatchedArgumentException unmatched) {
            return unmatched(command, unmatched, help);
        }
        Optional<String> unknown = unknown(command, line);
        if (problem instanceof CommandLine.MissingParameterException missing) {
            // An argument is often missing because an option was mistyped.
            return unknown.map(option -> options(command, option, help))
                    .orElseGet(
                            () -> Check.message(name + " needs " + wanted(missing), "none", help));
        }
        ArgSpec argument = problem.getArgSpec();
        if (argument != null && problem.getValue() != null) {
            return Check.message(
                    name + " needs " + kind(argument) + " for " + named(argument),
                    problem.getValue(),
                    remedy(argument, problem.getValue()) + help);
        }
        Matcher strange = UNKNOWN_COMMAND.matcher(message);
        if (strange.matches()) {
            return commands(command, strange.group(1), help);
        }
        return Check.message(
                name + " needs a command line that can be read",
                message.lines().findFirst().orElse("nothing"),
                help);
    }

    private static String unmatched(
            CommandSpec command, CommandLine.UnmatchedArgumentException problem, String help) {
        String came = String.join(" ", problem.getUnmatched());
        if (problem.isUnknownOption()) {
            // The next argument is usually the option's value.
            return options(command, problem.getUnmatched().get(0), help);
        }
        return command.subcommands().isEmpty()
                ? Check.message(command.qualifiedName() + " takes no more arguments", came, help)
                : commands(command, came, help);
    }

    private static String commands(CommandSpec command, String came, String help) {
        Set<String> names = command.subcommands().keySet();
        return Check.message(
                command.qualifiedName() + " has the commands " + String.join(", ", names),
                came,
                DidYouMean.question(came.split(" ", 2)[0], names) + help);
    }

    private static String options(CommandSpec command, String came, String help) {
        List<String> names = command.options().stream().map(OptionSpec::longestName).toList();
        return Check.message(
                command.qualifiedName() + " has the options " + String.join(", ", names),
                came,
                DidYouMean.question(came.split("[= ]", 2)[0], names) + help);
    }

    /** The first argument that looks like an option and is none of the command's. */
    private static Optional<String> unknown(CommandSpec command, String[] line) {
        return Arrays.stream(line)
                .filter(argument -> argument.matches("--?[A-Za-z].+"))
                .filter(argument -> !command.optionsMap().containsKey(argument.split("=", 2)[0]))
                .findFirst();
    }

    private static String remedy(ArgSpec argument, String came) {
        List<String> values = values(argument);
        if (!values.isEmpty()) {
            return DidYouMean.question(came, values);
        }
        return FileNames.isLost(came) ? FileNames.mend() + ". " : "";
    }

    private static String wanted(CommandLine.MissingParameterException problem) {
        return problem.getMissing().stream()
                .map(
                        argument ->
                                (argument instanceof OptionSpec ? "a value for " : "")
                                        + named(argument))
                .collect(Collectors.joining(", "));
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
        Set<Class<?>> whole = Set.of(int.class, long.class, Integer.class, Long.class);
        return whole.contains(type) ? "a whole number" : "another value";
    }
}
