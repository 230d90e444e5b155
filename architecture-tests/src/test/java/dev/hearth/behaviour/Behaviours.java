package dev.hearth.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * What a library does, measured anew and compared with {@code behaviour/NAME.json}, which holds the
 * version and the values of the last time. A difference fails and says "changed since …"; {@code
 * target/behaviour/NAME.txt} is the summary, {@code target/behaviour/NAME.json} the file to put in its
 * place once each change has been looked at.
 */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Behaviours {

    private final String library;
    private final Map<String, Callable<?>> measurements = new LinkedHashMap<>();
    private final Map<String, String> found = new LinkedHashMap<>();
    private final List<String> changes = new ArrayList<>();

    Behaviours(String library) {
        this.library = library;
    }

    /** Of the library that is on the class path. */
    abstract String version();

    /**
     * Adds a measurement.
     *
     * @param what in words, the name of its value
     * @param value computed when it is this one's turn; its text is compared
     */
    final void measure(String what, Callable<?> value) {
        measurements.put(what, value);
    }

    private JsonNode recorded() throws IOException {
        try (InputStream file = Behaviours.class.getResourceAsStream(library + ".json")) {
            return file == null
                    ? new ObjectMapper().createObjectNode()
                    : new ObjectMapper().readTree(file);
        }
    }

    @TestFactory
    Stream<DynamicTest> as_before() throws IOException {
        JsonNode recorded = recorded();
        Stream<DynamicTest> all =
                measurements.entrySet().stream()
                        .map(
                                each ->
                                        DynamicTest.dynamicTest(
                                                each.getKey(),
                                                () ->
                                                        compare(
                                                                recorded,
                                                                each.getKey(),
                                                                String.valueOf(
                                                                        each.getValue().call()))));
        return Stream.concat(
                all,
                Stream.of(
                        DynamicTest.dynamicTest(
                                "nothing is recorded that is not measured",
                                () ->
                                        assertThat(measurements.keySet())
                                                .containsAll(
                                                        recorded
                                                                .path("values")
                                                                .properties()
                                                                .stream()
                                                                .map(Map.Entry::getKey)
                                                                .toList()))));
    }

    private void compare(JsonNode recorded, String what, String now) {
        found.put(what, now);
        String before = recorded.path("values").path(what).asText("not recorded");
        if (!now.equals(before)) {
            String change =
                    "changed since "
                            + library
                            + " "
                            + recorded.path("version").asText("?")
                            + ": "
                            + what
                            + ": before "
                            + before
                            + ", with "
                            + version()
                            + " "
                            + now;
            changes.add(change);
            throw new AssertionError(change);
        }
    }

    @AfterAll
    void summarise() throws IOException {
        ObjectNode made = new ObjectMapper().createObjectNode().put("version", version());
        ObjectNode values = made.putObject("values");
        found.forEach(values::put);
        Path folder = Files.createDirectories(Path.of("target", "behaviour"));
        Files.writeString(
                folder.resolve(library + ".json"),
                new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(made)
                        + "\n");
        String head =
                library
                        + " "
                        + version()
                        + ": "
                        + changes.size()
                        + " of "
                        + found.size()
                        + " changed since "
                        + recorded().path("version").asText("?")
                        + "\n";
        Files.writeString(
                folder.resolve(library + ".txt"),
                head + String.join("", changes.stream().map(line -> line + "\n").toList()));
    }
}
