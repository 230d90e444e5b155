package dev.hearth.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A manual page of a command in the language of man(7). */
final class ManualPage {

    private static final Map<String, String> VARIABLES =
            new TreeMap<>(
                    Map.of(
                            "HEARTH_DATA", "folder of the data sets, in place of --data",
                            "HEARTH_TOKEN", "what requests to serve have to show",
                            "HEARTH_TRACE",
                                    "if set, failures are printed with where they came from",
                            "HEARTH_JAVA", "further options of the JVM, such as -Xmx8g",
                            "JAVA_HOME", "the Java that runs it; 17 or newer"));

    private final CommandSpec spec;
    private final StringBuilder page = new StringBuilder();

    private ManualPage(CommandSpec spec) {
        this.spec = spec;
    }

    static String of(CommandLine command) {
        return new ManualPage(command.getCommandSpec()).text();
    }

    private String text() {
        String name = spec.qualifiedName("-");
        String[] description = spec.usageMessage().description();
        page.append(".TH \"")
                .append(name.toUpperCase(Locale.ROOT))
                .append("\" 1 \"\" \"Hearth\" \"Hearth\"\n.SH NAME\n")
                .append(escaped(name))
                .append(" \\- ")
                .append(escaped(brief(spec)))
                .append("\n.SH SYNOPSIS\n");
        synopsis();
        section("DESCRIPTION", Arrays.asList(description));
        arguments();
        commands();
        page.append(".SH EXIT STATUS\n");
        item("0", "done");
        item("1", "the run failed");
        item("2", "the command line or an input is wrong");
        item("130", "stopped by Ctrl\u2011C");
        page.append(".SH ENVIRONMENT\n");
        VARIABLES.forEach(this::item);
        related();
        return page.toString();
    }

    private void synopsis() {
        page.append(".B ").append(escaped(spec.qualifiedName(" "))).append('\n');
        List<String> parts = new ArrayList<>();
        spec.options().stream()
                .filter(option -> option.required() && !option.hidden())
                .forEach(option -> parts.add(option.longestName() + " " + option.paramLabel()));
        if (spec.options().stream().anyMatch(option -> !option.required())) {
            parts.add("[OPTION]…");
        }
        for (PositionalParamSpec each : spec.positionalParameters()) {
            String label = each.paramLabel() + (each.arity().max() > 1 ? "…" : "");
            parts.add(each.required() ? label : "[" + label + "]");
        }
        if (!spec.subcommands().isEmpty()) {
            parts.add("COMMAND");
        }
        page.append(escaped(String.join(" ", parts))).append('\n');
    }

    private void section(String title, List<String> paragraphs) {
        if (!paragraphs.isEmpty()) {
            page.append(".SH ").append(title).append('\n');
            paragraphs.forEach(each -> page.append(escaped(each)).append("\n.PP\n"));
        }
    }

    private void arguments() {
        List<PositionalParamSpec> named =
                spec.positionalParameters().stream().filter(each -> !each.hidden()).toList();
        if (!named.isEmpty()) {
            page.append(".SH ARGUMENTS\n");
            named.forEach(each -> item(each.paramLabel(), words(each)));
        }
        page.append(".SH OPTIONS\n");
        for (OptionSpec option : spec.options()) {
            if (!option.hidden()) {
                String names = String.join(", ", option.names());
                boolean hasValue = option.arity().max() > 0;
                item(names + (hasValue ? " " + option.paramLabel() : ""), words(option));
            }
        }
    }

    private void commands() {
        if (spec.subcommands().isEmpty()) {
            return;
        }
        page.append(".SH COMMANDS\n");
        spec.subcommands().forEach((name, command) -> item(name, brief(command.getCommandSpec())));
    }

    private void related() {
        List<String> pages = new ArrayList<>();
        if (spec.parent() != null) {
            pages.add(spec.parent().qualifiedName("-"));
        }
        spec.subcommands()
                .values()
                .forEach(each -> pages.add(each.getCommandSpec().qualifiedName("-")));
        if (!pages.isEmpty()) {
            page.append(".SH SEE ALSO\n")
                    .append(
                            escaped(
                                    String.join(
                                            ", ",
                                            pages.stream().map(each -> each + "(1)").toList())))
                    .append('\n');
        }
    }

    private void item(String term, String words) {
        page.append(".TP\n.B ")
                .append(escaped(term))
                .append('\n')
                .append(escaped(words))
                .append('\n');
    }

    static String words(ArgSpec each) {
        return String.join(" ", each.description());
    }

    /** What a command is for, in a sentence. */
    static String brief(CommandSpec spec) {
        String[] header = spec.usageMessage().header();
        String[] words = header.length > 0 ? header : spec.usageMessage().description();
        return words.length == 0 ? "" : first(words[0]);
    }

    private static String first(String sentences) {
        String one = InstalledFiles.installed(sentences);
        int end = one.indexOf(". ");
        String first = end < 0 ? one : one.substring(0, end);
        return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
    }

    private static String escaped(String words) {
        String plain =
                InstalledFiles.installed(words)
                        .replace("\\", "\\e")
                        .replace("-", "\\-")
                        .replace("\u2011", "\\-")
                        .replace("\n", "\n.br\n");
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }
}
