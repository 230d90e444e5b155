package dev.hearth.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Says in three parts what is wrong with a command line: what was asked, what came, how to mend it. */
final class WrongLine {

    private WrongLine() {}

    /** One sentence in three parts, whatever the parser found. */
    static String said(CommandLine.ParameterException problem) {
        CommandSpec command = problem.getCommandLine().getCommandSpec();
        String message = String.valueOf(problem.getMessage());
        if (message.contains(". Received: ")) {
            return message;
        }
        String name = command.qualifiedName();
        String mend = ". ./" + name + " --help tells more.";
        if (problem instanceof CommandLine.UnmatchedArgumentException unmatched) {
            return name + unmatched(command, unmatched) + mend;
        }
        if (problem instanceof CommandLine.MissingParameterException missing) {
            String wanted =
                    missing.getMissing().stream()
                            .map(WrongLine::wanted)
                            .collect(Collectors.joining(", "));
            return name + " needs " + wanted + ". Received: none" + mend;
        }
        if (problem.getArgSpec() != null && problem.getValue() != null) {
            return name
                    + " needs "
                    + kind(problem.getArgSpec())
                    + " for "
                    + named(problem.getArgSpec())
                    + ". Received: "
                    + problem.getValue()
                    + mend;
        }
        return name
                + " needs a command line that can be read. Received: "
                + message.lines().findFirst().orElse("nothing")
                + mend;
    }

    private static String unmatched(
            CommandSpec command, CommandLine.UnmatchedArgumentException problem) {
        String came = String.join(" ", problem.getUnmatched());
        if (!problem.isUnknownOption() && !command.subcommands().isEmpty()) {
            return " has the commands "
                    + String.join(", ", command.subcommands().keySet())
                    + ". Received: "
                    + came;
        }
        String options =
                command.options().stream()
                        .map(OptionSpec::longestName)
                        .collect(Collectors.joining(", "));
        return problem.isUnknownOption()
                ? " has the options " + options + ". Received: " + came
                : " takes no more arguments than its own. Received: " + came;
    }

    private static String wanted(ArgSpec argument) {
        return argument instanceof OptionSpec ? "a value for " + named(argument) : named(argument);
    }

    private static String named(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String kind(ArgSpec argument) {
        Class<?> type = argument.typeInfo().getType();
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(each -> each.toString().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "));
        }
        boolean whole =
                type == int.class
                        || type == long.class
                        || type == Integer.class
                        || type == Long.class;
        return whole ? "a whole number" : "another value";
    }
}
