package dev.hearth.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.tensor.Check;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor.Version;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Holds the bill of materials against a list of known vulnerabilities in OSV's format ({@code
 * https://ossf.github.io/osv-schema}): a copy of it, a zip or a folder with {@code .json} files, or OSV's own
 * for Maven. {@code mvn verify -Paudit} calls it.
 */
final class KnownVulnerabilities {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> GRAVE = Set.of("HIGH", "CRITICAL", "UNKNOWN");
    private static final String NEEDED =
            "An audit needs a list of known vulnerabilities in OSV's format";
    private static final String MEND =
            "Name a copy with -Dosv=FILE.zip or -Dosv=FOLDER, such as Maven/all.zip of OSV's exports";

    /**
     * A part with a known vulnerability.
     *
     * @param severity LOW, MODERATE, HIGH, CRITICAL or UNKNOWN
     */
    record Found(String part, String version, String id, String severity, String summary) {

        boolean isGrave() {
            return GRAVE.contains(severity);
        }
    }

    private final Map<String, String> parts;
    private final List<Found> found = new ArrayList<>();
    private int read;
    private Instant newest = Instant.EPOCH;

    /** Of parts, such as {@code io.netty:netty-common}, with their versions. */
    KnownVulnerabilities(Map<String, String> parts) {
        this.parts = parts;
    }

    /**
     * The entry.
     *
     * @param arguments the bill of materials, the list, and the most days that the list may be old
     */
    public static void main(String[] arguments) {
        int code;
        try {
            KnownVulnerabilities audit = new KnownVulnerabilities(parts(Path.of(arguments[0])));
            audit.read(arguments[1]);
            audit.refuseUnlessNew(Duration.ofDays(Long.parseLong(arguments[2])), Instant.now());
            audit.lines().forEach(System.out::println);
            code = audit.found().stream().anyMatch(Found::isGrave) ? 1 : 0;
        } catch (IllegalArgumentException refused) {
            System.out.println(refused.getMessage());
            code = 2;
        }
        System.exit(code);
    }

    /** What a CycloneDX bill of materials lists. */
    static Map<String, String> parts(Path bill) {
        Map<String, String> parts = new TreeMap<>();
        try {
            for (JsonNode part : JSON.readTree(bill.toFile()).path("components")) {
                String name = part.path("group").asText() + ":" + part.path("name").asText();
                parts.put(name, part.path("version").asText());
            }
        } catch (IOException broken) {
            throw Check.error(
                    "An audit needs a bill of materials",
                    broken.toString(),
                    "Build it: mvn package");
        }
        if (parts.isEmpty()) {
            throw Check.error(
                    "An audit needs a bill of materials",
                    bill + ", which lists nothing",
                    "Build it anew");
        }
        return parts;
    }

    /** Reads a list: a folder, a zip, or one that is downloaded. */
    void read(String list) {
        try {
            if (list.startsWith("https:")) {
                HttpResponse<InputStream> answer =
                        HttpClient.newBuilder()
                                .connectTimeout(Duration.ofSeconds(30))
                                .followRedirects(HttpClient.Redirect.NORMAL)
                                .build()
                                .send(
                                        HttpRequest.newBuilder(URI.create(list)).build(),
                                        HttpResponse.BodyHandlers.ofInputStream());
                try (InputStream body = answer.body()) {
                    if (answer.statusCode() != 200) {
                        throw new IOException("status " + answer.statusCode());
                    }
                    zip(body);
                }
            } else if (Files.isDirectory(Path.of(list))) {
                try (Stream<Path> files = Files.walk(Path.of(list))) {
                    for (Path file :
                            files.filter(each -> each.toString().endsWith(".json")).toList()) {
                        advisory(Files.readAllBytes(file));
                    }
                }
            } else {
                try (InputStream in = Files.newInputStream(Path.of(list))) {
                    zip(in);
                }
            }
        } catch (IOException unreadable) {
            throw Check.error(NEEDED, list + ": " + unreadable, MEND);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw Check.error(NEEDED, "an interrupt", "Start it again");
        }
    }

    private void zip(InputStream in) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().endsWith(".json")) {
                    advisory(zip.readAllBytes());
                }
            }
        }
    }

    /** One entry of the list. */
    void advisory(byte[] json) throws IOException {
        JsonNode advisory = JSON.readTree(json);
        boolean isOfMaven = false;
        Set<String> concerned = new TreeSet<>();
        for (JsonNode affected : advisory.path("affected")) {
            JsonNode part = affected.path("package");
            if (!part.path("ecosystem").asText().equals("Maven")) {
                continue;
            }
            isOfMaven = true;
            String name = part.path("name").asText();
            if (parts.containsKey(name) && isAffected(affected, parts.get(name))) {
                concerned.add(name);
            }
        }
        if (!isOfMaven) {
            return;
        }
        read++;
        Instant modified = Instant.parse(advisory.path("modified").asText("1970-01-01T00:00:00Z"));
        newest = modified.isAfter(newest) ? modified : newest;
        if (advisory.has("withdrawn")) {
            return;
        }
        String severity = advisory.path("database_specific").path("severity").asText("UNKNOWN");
        for (String name : concerned) {
            found.add(
                    new Found(
                            name,
                            parts.get(name),
                            advisory.path("id").asText(),
                            severity,
                            advisory.path("summary").asText()));
        }
    }

    private static boolean isAffected(JsonNode affected, String version) {
        boolean isListed =
                StreamSupport.stream(affected.path("versions").spliterator(), false)
                        .anyMatch(each -> each.asText().equals(version));
        for (JsonNode range : affected.path("ranges")) {
            isListed |= range.path("type").asText().equals("ECOSYSTEM") && isIn(range, version);
        }
        return isListed;
    }

    /** A version that cannot be compared is for people to look at. */
    private static boolean isIn(JsonNode range, String version) {
        try {
            return isBetween(range, version);
        } catch (IllegalArgumentException unknown) {
            return true;
        }
    }

    /** The events of a range are in the order of versions. */
    private static boolean isBetween(JsonNode range, String version) {
        Version ours = Version.parse(version);
        boolean is = false;
        for (JsonNode event : range.path("events")) {
            if (event.has("introduced")) {
                is |= ours.compareTo(Version.parse(event.path("introduced").asText())) >= 0;
            } else if (event.has("fixed")) {
                is &= ours.compareTo(Version.parse(event.path("fixed").asText())) < 0;
            } else if (event.has("last_affected")) {
                is &= ours.compareTo(Version.parse(event.path("last_affected").asText())) <= 0;
            }
        }
        return is;
    }

    /** A list that is empty or out of date says nothing. */
    void refuseUnlessNew(Duration most, Instant now) {
        if (read == 0 || newest.isBefore(now.minus(most))) {
            throw Check.error(
                    NEEDED
                            + ", of Maven's packages, that was changed within "
                            + most.toDays()
                            + " days",
                    read == 0 ? "none of Maven's" : read + ", the newest of " + newest,
                    MEND);
        }
    }

    List<Found> found() {
        return List.copyOf(found);
    }

    /** What is to be said. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                parts.size()
                        + " parts held against "
                        + read
                        + " advisories, the newest of "
                        + newest
                        + ": "
                        + found.size()
                        + " known vulnerabilities, "
                        + found.stream().filter(Found::isGrave).count()
                        + " of them grave.");
        for (Found each : found) {
            lines.add(
                    each.severity()
                            + " "
                            + each.part()
                            + " "
                            + each.version()
                            + ": "
                            + each.id()
                            + " "
                            + each.summary());
        }
        return lines;
    }
}
