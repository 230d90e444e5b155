package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** What {@code --help} prints. */
class HelpTest {

    static Stream<CommandSpec> commands() {
        List<CommandSpec> all = new ArrayList<>();
        add(Hearth.line().getCommandSpec(), all);
        return all.stream();
    }

    private static void add(CommandSpec command, List<CommandSpec> all) {
        all.add(command);
        command.subcommands().values().forEach(each -> add(each.getCommandSpec(), all));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_option_and_argument_is_explained_within_80_columns(CommandSpec command) {
        for (ArgSpec argument : command.args()) {
            assertThat(String.join("", argument.description()))
                    .as(command.qualifiedName() + " " + argument.paramLabel())
                    .isNotBlank();
        }
        String usage = command.commandLine().getUsageMessage();
        assertThat(usage.lines()).allMatch(line -> line.length() <= 80);
        assertThat(usage)
                .as("a name that is cut at its full stop")
                .doesNotContainPattern("\\.\\n {8,}[a-z/0-9]");
    }

    /** The list of commands prints the first paragraph of each. */
    @ParameterizedTest
    @MethodSource("commands")
    void a_description_is_made_of_whole_sentences(CommandSpec command) {
        for (String paragraph : command.usageMessage().description()) {
            assertThat(paragraph.replace("%n", "")).matches("(?s)[A-Z/].*\\.");
        }
    }

    @Test
    void describe_and_run_mean_the_same_recipe() {
        assertThat(budget("describe")).isEqualTo(budget("run"));
        String described = Called.of("describe", "elu/mnist-8x128/ELU").out();
        assertThat(described).startsWith("Budget: short (--budget)\n");
        assertThat(Called.of("describe", "elu/mnist-8x128/ELU", "--budget", "paper").out())
                .startsWith("Budget: paper (--budget)\n")
                .isNotEqualTo(described);
    }

    private static String budget(String command) {
        CommandLine line = Hearth.line().getSubcommands().get(command);
        return line.getCommandSpec().findOption("--budget").defaultValue();
    }

    @Test
    void recipes_of_deep_q_learning_are_listed_and_described() {
        String name = "weightnorm/raiders/WN at 0.002";
        assertThat(Called.of("list").out().lines()).contains("  " + name);
        assertThat(Called.of("describe", name).out()).contains("Raiders[");
        assertThat(Called.of("describe", name, "--json").out()).contains("\"game\"");
    }
}
