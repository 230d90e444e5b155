package dev.hearth.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.architecture.Sources.Source;
import dev.hearth.cli.Hearth;
import dev.hearth.experiments.Experiment;
import dev.hearth.papers.Papers;
import dev.hearth.papers.Recipes;
import dev.hearth.train.recipe.Budget;
import dev.hearth.zoo.ModelRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParseResult;

/** What documents print works: Java compiles, commands parse and name what there is. */
class DocumentsTest {

    private static final Pattern BLOCK =
            Pattern.compile("^```(\\w*)[^\\n]*\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);

    private static final Set<String> SHELLS = Set.of("sh", "bash", "shell", "console");

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]+)(#[^)]*)?\\)");

    private static List<Source> documents() {
        List<Source> found = new ArrayList<>();
        for (String name : List.of("README.md", "CONTRIBUTING.md", "papers/elu/CARD.md")) {
            if (Files.exists(Sources.root().resolve(name))) {
                found.add(Sources.read(Path.of(name)));
            }
        }
        try (Stream<Path> files = Files.walk(Sources.root().resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md"))
                    .sorted(Comparator.comparing(Path::toString))
                    .forEach(file -> found.add(Sources.read(Sources.root().relativize(file))));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return found;
    }

    /** The words of each ./hearth command of a shell block. */
    static List<List<String>> commands(String block) {
        List<List<String>> commands = new ArrayList<>();
        for (String line : block.replace("\\\n", " ").lines().toList()) {
            Matcher command = Pattern.compile("(?:^|[\\s;&(])\\./hearth\\b([^\\n]*)").matcher(line);
            if (line.strip().startsWith("#") || !command.find()) {
                continue;
            }
            List<String> words = new ArrayList<>();
            Matcher word =
                    Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)").matcher(command.group(1));
            while (word.find()) {
                String plain = word.group(3);
                if (plain != null && plain.matches("[#|>&;].*|2>.*")) {
                    break;
                }
                words.add(
                        plain != null
                                ? plain
                                : word.group(1) != null ? word.group(1) : word.group(2));
            }
            commands.add(words);
        }
        return commands;
    }

    /** Whatever the program would refuse, and names of what is not there. */
    static void check(List<String> words) {
        if (!words.isEmpty() && words.get(0).equals("bench")) {
            // The launcher leads to a program of its own, which is not on this class path.
            assertThat(Sources.root().resolve("hearth"))
                    .content()
                    .contains("dev.hearth.bench.Bench");
            return;
        }
        ParseResult parsed = Hearth.line().parseArgs(words.toArray(String[]::new));
        if (parsed.asCommandLineList().stream()
                .anyMatch(line -> line.isUsageHelpRequested() || line.isVersionHelpRequested())) {
            return;
        }
        assertThat(parsed.subcommand()).as("a command in ./hearth %s", words).isNotNull();
        String command = parsed.subcommand().commandSpec().name();
        for (String name : positional(parsed.subcommand())) {
            if (name.endsWith(".json") || name.equals(name.toUpperCase(Locale.ROOT))) {
                continue;
            }
            Set<String> known = known(command);
            if (!known.isEmpty()) {
                assertThat(known).as("what ./hearth %s takes", command).contains(name);
            }
        }
        ParseResult inner = parsed.subcommand();
        if (inner.hasMatchedOption("--experiment")) {
            List<String> names = Papers.experiments().stream().map(Experiment::name).toList();
            List<String> asked = inner.matchedOptionValue("--experiment", List.of());
            assertThat(names).containsAll(asked);
        }
        if (inner.hasMatchedOption("--paper")) {
            String asked = inner.matchedOptionValue("--paper", "");
            assertThat(Papers.all().papers()).contains(asked);
        }
    }

    private static List<String> positional(ParseResult parsed) {
        return parsed.matchedPositionals().stream()
                .flatMap(each -> each.stringValues().stream())
                .toList();
    }

    private static Set<String> known(String command) {
        Set<String> names = new TreeSet<>();
        if (command.equals("describe")) {
            names.addAll(ModelRegistry.models().keySet());
        }
        if (command.equals("describe") || command.equals("run")) {
            for (Budget budget : Budget.values()) {
                names.addAll(Recipes.all(budget, set -> true).keySet());
            }
        }
        return names;
    }

    @Test
    void there_are_a_readme_and_a_guide() {
        assertThat(documents())
                .extracting(Source::path)
                .contains(Path.of("README.md"), Path.of("docs/guide.md"));
    }

    @Test
    void java_in_documents_compiles() {
        List<Example> examples = new ArrayList<>();
        for (Source document : documents()) {
            Matcher block = BLOCK.matcher(document.text());
            while (block.find()) {
                if (block.group(1).equals("java")) {
                    String name = "document" + examples.size();
                    examples.add(
                            new Example(
                                    name,
                                    document.path().toString(),
                                    "dev.hearth.nn",
                                    block.group(2)));
                }
            }
        }
        assertThat(Examples.failures(examples)).isEmpty();
    }

    @Test
    void commands_in_documents_are_commands() {
        for (Source document : documents()) {
            Matcher block = BLOCK.matcher(document.text());
            while (block.find()) {
                if (SHELLS.contains(block.group(1))) {
                    commands(block.group(2)).forEach(DocumentsTest::check);
                }
            }
        }
    }

    @Test
    void links_in_documents_lead_somewhere() {
        for (Source document : documents()) {
            Path folder = Sources.root().resolve(document.path()).getParent();
            Matcher link = LINK.matcher(document.text());
            while (link.find()) {
                if (!isAwaited(link.group(1))) {
                    assertThat(folder.resolve(link.group(1)))
                            .as("%s links to %s", document, link.group(1))
                            .exists();
                }
            }
        }
    }

    @Test
    void contents_lead_to_headings() {
        for (Source document : documents()) {
            Set<String> anchors = new TreeSet<>();
            Matcher heading =
                    Pattern.compile("^#+ (.+)$", Pattern.MULTILINE).matcher(document.text());
            while (heading.find()) {
                anchors.add(
                        heading.group(1)
                                .toLowerCase(Locale.ROOT)
                                .replaceAll("[^\\p{L}\\p{N} -]", "")
                                .replace(' ', '-'));
            }
            Matcher link = Pattern.compile("\\]\\(#([^)]+)\\)").matcher(document.text());
            while (link.find()) {
                assertThat(anchors).as(document.toString()).contains(link.group(1));
            }
        }
    }

    /** Cards and results of a paper are written by runs; once the folder is there, all must be. */
    private static boolean isAwaited(String link) {
        Matcher results =
                Pattern.compile("papers/(elu|fmp|inception|gan|weightnorm)/.+").matcher(link);
        return results.matches()
                && !Files.exists(Sources.root().resolve("papers").resolve(results.group(1)));
    }

    @Test
    void a_command_that_is_wrong_is_found() {
        assertThat(
                        commands(
                                """
                                # ./hearth nothing
                                $ HEARTH_DATA=x ./hearth reproduce --paper elu \\
                                    --budget smoke   # a minute
                                mvn verify && ./hearth list | head
                                """))
                .containsExactly(
                        List.of("reproduce", "--paper", "elu", "--budget", "smoke"),
                        List.of("list"));
        check(List.of("reproduce", "--paper", "elu", "--budget", "smoke"));
        check(List.of("describe", "elu-mnist"));
        check(List.of("describe", "NAME"));
        check(List.of("run", "--help"));
        assertThatThrownBy(() -> check(List.of("reproduce", "--papre", "elu")))
                .hasMessageContaining("--papre");
        assertThatThrownBy(() -> check(List.of("reprodcue"))).hasMessageContaining("reprodcue");
        assertThatThrownBy(() -> check(List.of("run", "elu/nothing")))
                .hasMessageContaining("elu/nothing");
        assertThatThrownBy(() -> check(List.of("reproduce", "--paper", "nothing")))
                .hasMessageContaining("nothing");
        assertThatThrownBy(() -> check(List.of())).hasMessageContaining("a command");
    }
}
