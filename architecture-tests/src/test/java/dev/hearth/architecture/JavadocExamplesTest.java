package dev.hearth.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.architecture.Sources.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of Javadocs compile, as they are printed. */
class JavadocExamplesTest {

    private static final Pattern PRINTED =
            Pattern.compile("<pre>\\{@code\\n(.*?)\\n\\s*\\* ?\\}</pre>", Pattern.DOTALL);

    /** Those that cannot compile alone: the file, and why. */
    private static final Map<String, String> EXCEPTIONS = Map.of();

    private static List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        for (Source source : Sources.main()) {
            // Not on this class path; the second needs Spark's.
            if (source.path().startsWith("bench") || source.path().startsWith("spark")) {
                continue;
            }
            Matcher printed = PRINTED.matcher(source.text());
            while (printed.find()) {
                String code =
                        printed.group(1)
                                .lines()
                                .map(line -> line.replaceFirst("^\\s*\\* ?", ""))
                                .reduce("", (a, b) -> a + b + "\n");
                String file = source.path().toString();
                String folder = source.path().getParent().toString().replace('/', '.');
                examples.add(
                        new Example(
                                "javadoc" + examples.size(),
                                file.substring(file.indexOf("dev/hearth/")),
                                folder.substring(folder.indexOf("dev.hearth")),
                                code));
            }
        }
        return examples;
    }

    @Test
    void every_example_compiles() {
        List<Example> examples = examples();
        assertThat(examples).hasSizeGreaterThan(100);
        Map<String, String> failures = new TreeMap<>(Examples.failures(examples));
        assertThat(failures.keySet())
                .as("exceptions that compile by now")
                .containsAll(EXCEPTIONS.keySet());
        failures.keySet().removeAll(EXCEPTIONS.keySet());
        assertThat(failures).isEmpty();
        assertThat(EXCEPTIONS.size()).isLessThanOrEqualTo(examples.size() / 4);
    }

    @Test
    void an_example_that_is_wrong_is_found() {
        Example wrong = new Example("a", "nn/A", "dev.hearth.nn", "Layer l = new Elu(\"one\");");
        Example gone = new Example("b", "nn/B", "dev.hearth.nn", "Layer l = new NoSuchLayer();");
        Example right = new Example("c", "nn/C", "dev.hearth.nn", "Layer l = elu();");
        assertThat(Examples.failures(List.of(wrong, gone, right)))
                .containsOnlyKeys("nn/A", "nn/B")
                .hasEntrySatisfying("nn/B", why -> assertThat(why).contains("NoSuchLayer"));
    }
}
