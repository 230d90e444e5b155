package dev.hearth.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Completion for zsh with descriptions: a function for each command, by zsh's {@code _arguments}. */
final class ZshCompletion {

    private final StringBuilder script = new StringBuilder();

    private ZshCompletion() {}

    static String of(CommandLine line) {
        ZshCompletion completion = new ZshCompletion();
        completion.script.append("#compdef ").append(InstalledFiles.PROGRAM).append("\n\n");
        completion.function(line.getCommandSpec());
        return completion.script.append(name(line.getCommandSpec())).append(" \"$@\"\n").toString();
    }

    private static String name(CommandSpec spec) {
        return "_" + spec.qualifiedName("_").replace('-', '_');
    }

    private void function(CommandSpec spec) {
        Map<String, CommandLine> commands = spec.subcommands();
        script.append(name(spec))
                .append("() {\n  local curcontext=\"$curcontext\" state line\n")
                .append("  typeset -A opt_args\n  _arguments -s -S -C");
        for (OptionSpec option : spec.options()) {
            if (!option.hidden()) {
                argument(option(option));
            }
        }
        if (commands.isEmpty()) {
            for (PositionalParamSpec each : spec.positionalParameters()) {
                argument(positional(each));
            }
            script.append("\n}\n\n");
            return;
        }
        argument("'1: :->command'");
        argument("'*:: :->arguments'");
        script.append("\n  case $state in\n    command)\n      local -a commands=(");
        commands.forEach(
                (word, command) ->
                        script.append("\n        ")
                                .append(
                                        quoted(
                                                word
                                                        + ":"
                                                        + ManualPage.brief(
                                                                command.getCommandSpec()))));
        script.append("\n      )\n      _describe command commands\n      ;;\n    arguments)\n")
                .append("      case $words[1] in\n");
        commands.forEach(
                (word, command) ->
                        script.append("        ")
                                .append(word)
                                .append(") ")
                                .append(name(command.getCommandSpec()))
                                .append(" ;;\n"));
        script.append("      esac\n      ;;\n  esac\n}\n\n");
        commands.values().forEach(command -> function(command.getCommandSpec()));
    }

    private void argument(String argument) {
        script.append(" \\\n    ").append(argument);
    }

    private static String option(OptionSpec option) {
        boolean hasValue = option.arity().max() > 0;
        boolean isRepeated = option.isMultiValue();
        List<String> names = new ArrayList<>();
        for (String name : option.names()) {
            names.add(name + (hasValue && name.startsWith("--") ? "=" : ""));
        }
        String others = String.join(" ", option.names());
        String before = isRepeated ? "*" : option.names().length > 1 ? "(" + others + ")" : "";
        String after =
                "["
                        + described(InstalledFiles.installed(ManualPage.words(option)))
                        + "]"
                        + (hasValue
                                ? ":" + described(option.paramLabel()) + ":" + values(option)
                                : "");
        return names.size() == 1
                ? quoted(before + names.get(0) + after)
                : quoted(before) + "{" + String.join(",", names) + "}" + quoted(after);
    }

    private static String positional(PositionalParamSpec each) {
        boolean isLast = each.arity().max() > 1 || each.isMultiValue();
        return quoted(
                (isLast ? "*" : "") + ":" + described(each.paramLabel()) + ":" + values(each));
    }

    /** What may stand there: given words, files, or anything. */
    private static String values(ArgSpec each) {
        List<String> words = new ArrayList<>();
        if (each.completionCandidates() != null) {
            boolean isConstant = each.type().isEnum();
            for (String word : each.completionCandidates()) {
                words.add((isConstant ? word.toLowerCase(Locale.ROOT) : word).replace(":", "\\:"));
            }
        }
        if (!words.isEmpty()) {
            return "(" + String.join(" ", words) + ")";
        }
        boolean isPath =
                each.type() == Path.class
                        || List.of(each.auxiliaryTypes()).contains(Path.class)
                        || List.of("PICTURE", "FILE", "DIR").contains(each.paramLabel());
        return isPath ? "_files" : " ";
    }

    /** Brackets and colons end a description. */
    private static String described(String words) {
        return words.replace("\\", "\\\\")
                .replace("[", "\\[")
                .replace("]", "\\]")
                .replace(":", "\\:");
    }

    private static String quoted(String words) {
        return "'" + words.replace("'", "'\\''") + "'";
    }
}
