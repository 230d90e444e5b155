package dev.hearth.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The audit, with lists that are made up. */
class KnownVulnerabilitiesTest {

    private static final Instant CHANGED = Instant.parse("2026-05-01T00:00:00Z");

    @TempDir private Path temp;

    private static String advisory(String ecosystem, String name, String events, String more) {
        return """
                {"id": "MADE-UP-1", "modified": "%s", "summary": "It can be read.", %s
                 "affected": [{"package": {"ecosystem": "%s", "name": "%s"},
                               "ranges": [{"type": "ECOSYSTEM", "events": [%s]}]}]}
                """
                .formatted(CHANGED, more, ecosystem, name, events);
    }

    private static KnownVulnerabilities audit(String version) {
        return new KnownVulnerabilities(Map.of("org.example:part", version));
    }

    @ParameterizedTest
    @CsvSource({
        "4.2.20.Final, 0, 4.2.21.Final, true",
        "4.2.20.Final, 4.2.0.Final, 4.2.20.Final, false",
        "4.2.20.Final, 4.2.21.Final, 4.2.30.Final, false",
        "2.9.10, 2.9.9, 2.9.11, true",
        "2.13.0-1.5.14, 0, 2.6.0, false",
        "4.0.0-RC1, 0, 4.0.0, true",
        "4.0.0, 0, 4.0.0, false",
        "1.0, 0, none, true"
    })
    void a_version_is_in_a_range_or_not(String version, String from, String fixed, boolean is)
            throws IOException {
        KnownVulnerabilities audit = audit(version);
        String events = "{\"introduced\": \"" + from + "\"}, {\"fixed\": \"" + fixed + "\"}";
        audit.advisory(
                advisory("Maven", "org.example:part", events, "").getBytes(StandardCharsets.UTF_8));
        assertThat(audit.found()).hasSize(is ? 1 : 0);
    }

    @Test
    void only_what_is_of_maven_and_not_withdrawn_counts() throws IOException {
        String events = "{\"introduced\": \"0\"}, {\"last_affected\": \"3\"}";
        String grave = "\"database_specific\": {\"severity\": \"HIGH\"},";
        String low = "\"database_specific\": {\"severity\": \"LOW\"},";
        Path list = Files.createDirectories(temp.resolve("list/deeper"));
        Files.writeString(
                list.resolve("1.json"), advisory("Maven", "org.example:part", events, grave));
        Files.writeString(
                list.resolve("2.json"), advisory("Maven", "org.example:part", events, low));
        Files.writeString(
                list.resolve("3.json"), advisory("npm", "org.example:part", events, grave));
        Files.writeString(
                list.resolve("4.json"), advisory("Maven", "org.example:other", events, grave));
        Files.writeString(
                list.resolve("5.json"),
                advisory(
                        "Maven",
                        "org.example:part",
                        events,
                        "\"withdrawn\": \"" + CHANGED + "\","));
        KnownVulnerabilities audit = audit("3");
        audit.read(temp.resolve("list").toString());
        audit.refuseUnlessNew(Duration.ofDays(30), CHANGED.plus(Duration.ofDays(29)));
        assertThat(audit.found())
                .extracting(KnownVulnerabilities.Found::isGrave)
                .containsExactlyInAnyOrder(true, false);
        assertThat(audit.lines())
                .startsWith(
                        "1 parts held against 4 advisories, the newest of 2026-05-01T00:00:00Z: 2 known"
                                + " vulnerabilities, 1 of them grave.")
                .contains("HIGH org.example:part 3: MADE-UP-1 It can be read.");
        KnownVulnerabilities later = audit("3.1");
        later.read(zipped(temp.resolve("list")).toString());
        assertThat(later.found()).isEmpty();
    }

    private Path zipped(Path list) throws IOException {
        Path file = temp.resolve("all.zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out);
                var files = Files.walk(list)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(each.getFileName().toString()));
                zip.write(Files.readAllBytes(each));
            }
        }
        return file;
    }

    @Test
    void a_list_that_is_not_there_is_empty_or_old_is_refused() throws IOException {
        assertThatThrownBy(() -> audit("1").read(temp.resolve("none.zip").toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("An audit needs a list of known vulnerabilities")
                .hasMessageContaining("Received: ")
                .hasMessageContaining("-Dosv=FILE.zip");
        assertThatThrownBy(() -> audit("1").read("https://127.0.0.1:1/all.zip"))
                .hasMessageContaining("Received: https://127.0.0.1:1/all.zip: ");
        KnownVulnerabilities none = audit("1");
        none.read(temp.toString());
        assertThatThrownBy(() -> none.refuseUnlessNew(Duration.ofDays(30), CHANGED))
                .hasMessageContaining("Received: none of Maven's");
        KnownVulnerabilities old = audit("1");
        String any = advisory("Maven", "org.example:other", "{\"introduced\": \"0\"}", "");
        old.advisory(any.getBytes(StandardCharsets.UTF_8));
        Instant now = CHANGED.plus(Duration.ofDays(31));
        assertThatThrownBy(() -> old.refuseUnlessNew(Duration.ofDays(30), now))
                .hasMessageContaining("Received: 1, the newest of " + CHANGED);
    }

    @Test
    void a_bill_of_materials_is_read_or_refused() throws IOException {
        Path bill = temp.resolve("bom.json");
        Files.writeString(
                bill,
                "{\"components\": [{\"group\": \"a.b\", \"name\": \"c\", \"version\": \"1.2\"}]}");
        assertThat(KnownVulnerabilities.parts(bill)).isEqualTo(Map.of("a.b:c", "1.2"));
        for (String bad : List.of("{}", "no JSON")) {
            Files.writeString(bill, bad);
            assertThatThrownBy(() -> KnownVulnerabilities.parts(bill))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("An audit needs a bill of materials. Received: ");
        }
    }
}
