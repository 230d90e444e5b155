package dev.hearth.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/behaviour.md} is made of one table, and each of its lines has a test, a guard or a reason. */
class BehaviourPageTest {

    private static final String BITS =
            """
            ## An answer's bits

            What [`BatchBitsTest`](../onnx/src/test/java/dev/hearth/onnx/BatchBitsTest.java) holds, over batches of 1 to 17 and 1 to 3 threads:

            | engine | with other neighbours, at another place in the batch | with another count of threads | again |
            | --- | --- | --- | --- |
            | ONNX Runtime (`predict`, `serve`) | the same bits | six digits of the answer's largest number | the same bits |
            | libtorch | six digits of the answer's largest number | six digits | the same bits |
            """;

    private static List<JsonNode> rows() throws IOException {
        try (InputStream file = BehaviourPageTest.class.getResourceAsStream("behaviour.json")) {
            List<JsonNode> rows = new ArrayList<>();
            new ObjectMapper().readTree(file).forEach(rows::add);
            return rows;
        }
    }

    private static Map<String, Path> sources() {
        return Stream.concat(Sources.main().stream(), Sources.tests().stream())
                .collect(
                        Collectors.toMap(
                                source ->
                                        source.path().getFileName().toString().replace(".java", ""),
                                source -> source.path(),
                                (first, second) -> first));
    }

    @Test
    void each_line_has_a_test_a_guard_or_a_reason() throws IOException {
        Set<String> names = sources().keySet();
        assertThat(rows()).hasSizeGreaterThan(50);
        for (JsonNode row : rows()) {
            assertThat(row.path("handled")).as(row.toString()).isNotEmpty();
            for (JsonNode how : row.path("handled")) {
                String text = how.textValue();
                if (text.startsWith("not ours: ")) {
                    assertThat(text.length()).as(row.toString()).isGreaterThan(15);
                } else {
                    assertThat(text).matches("(test|guard) \\w+");
                    assertThat(names).as(row.toString()).contains(text.split(" ")[1]);
                }
            }
            String seen = row.path("seen").textValue();
            if (seen.startsWith("findings/")) {
                assertThat(Sources.root().resolve(seen)).isRegularFile();
            }
        }
    }

    @Test
    void the_page_is_made_of_the_table() throws IOException {
        Map<String, Path> files = sources();
        Map<String, List<JsonNode>> groups = new LinkedHashMap<>();
        for (JsonNode row : rows()) {
            groups.computeIfAbsent(row.path("library").textValue(), name -> new ArrayList<>())
                    .add(row);
        }
        StringBuilder page =
                new StringBuilder(
                        "# What the libraries below really do\n\n"
                                + "Measured behaviour where a good guess is wrong: what it would do to a"
                                + " user, and where Hearth takes care of it. `BehaviourPageTest` makes this"
                                + " page of one table; a line without a test, a guard or a reason does not"
                                + " pass. Where exact tests of statistics differ, and who is right by"
                                + " enumeration: [statistics](statistics.md).\n\n"
                                + BITS);
        groups.forEach(
                (library, rows) -> {
                    page.append("\n## ").append(library).append("\n\n");
                    page.append("| behaviour | effect | seen | in Hearth |\n");
                    page.append("| --- | --- | --- | --- |\n");
                    rows.forEach(row -> page.append(line(row, files)));
                });
        Path file = Sources.root().resolve("docs/behaviour.md");
        Path made = Path.of("target", "behaviour.md");
        Files.createDirectories(made.getParent());
        Files.writeString(made, page);
        assertThat(file)
                .as("copy architecture-tests/target/behaviour.md")
                .hasContent(page.toString());
    }

    private static String line(JsonNode row, Map<String, Path> files) {
        String seen = row.path("seen").textValue();
        List<String> handled = new ArrayList<>();
        for (JsonNode how : row.path("handled")) {
            String text = how.textValue();
            String name = text.substring(text.indexOf(' ') + 1);
            handled.add(
                    text.startsWith("not ours: ")
                            ? text
                            : text.substring(0, text.indexOf(' '))
                                    + " [`"
                                    + name
                                    + "`](../"
                                    + files.get(name).toString().replace('\\', '/')
                                    + ")");
        }
        return "| "
                + cell(row.path("behaviour").textValue())
                + " | "
                + cell(row.path("effect").textValue())
                + " | "
                + (seen.startsWith("findings/") ? "[script](../" + seen + ")" : cell(seen))
                + " | "
                + String.join(", ", handled)
                + " |\n";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
