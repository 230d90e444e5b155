package dev.hearth.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.LibTorch;
import dev.hearth.train.run.HardwareInfo;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What was measured, on what, and how it is written down.
 *
 * @param hardware processor and cores
 * @param versions of Hearth, engine, Java and system; under {@code openblas} the name of its kernels
 * @param waitPolicy of OpenMP's threads
 * @param depth full or quick
 * @param about what each group is
 * @param measured the day on which each group was measured, and the commit where it is known
 * @param figures in the order in which they are read
 */
record BenchReport(
        String hardware,
        Map<String, String> versions,
        String waitPolicy,
        String depth,
        Map<String, String> about,
        Map<String, String> measured,
        List<Quantity> figures) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static BenchReport of(String depth, Map<String, String> about, List<Quantity> figures) {
        Map<String, String> versions = new TreeMap<>(HardwareInfo.versions());
        // The kernel's build changes often and says nothing about speed.
        versions.put("os", System.getProperty("os.name"));
        // They decide how fast products are, and the environment may choose others.
        versions.put("openblas", LibTorch.productKernels());
        String commit = versions.remove("commit");
        String when =
                LocalDate.now(ZoneOffset.UTC)
                        + (commit == null
                                ? ""
                                : ", commit " + commit.substring(0, Math.min(8, commit.length())));
        Map<String, String> measured = new LinkedHashMap<>();
        about.keySet().forEach(group -> measured.put(group, when));
        return new BenchReport(
                HardwareInfo.hardware(),
                versions,
                LibTorch.waitPolicy(),
                depth,
                about,
                measured,
                figures);
    }

    /**
     * These figures in the place of an earlier report's, group by group; what was not measured again stays.
     *
     * @param before a report of the same machine, versions and depth
     * @param order of all groups
     * @throws IllegalArgumentException if {@code before} is of others, whose figures cannot stand beside these
     */
    BenchReport over(BenchReport before, List<String> order) {
        if (!conditions().equals(before.conditions())) {
            throw Check.error(
                    "Parts can only be measured anew among figures of the same machine, versions"
                            + " and depth",
                    conditions() + " beside " + before.conditions(),
                    "Measure everything (leave --only out), or write these elsewhere (--out DIR).");
        }
        Map<String, String> what = new LinkedHashMap<>();
        Map<String, String> when = new LinkedHashMap<>();
        List<Quantity> all = new ArrayList<>();
        for (String group : order) {
            BenchReport from = about.containsKey(group) ? this : before;
            if (from.about.containsKey(group)) {
                what.put(group, from.about.get(group));
                when.put(group, from.measured.get(group));
                from.figures.stream()
                        .filter(figure -> figure.group().equals(group))
                        .forEach(all::add);
            }
        }
        return new BenchReport(hardware, versions, waitPolicy, depth, what, when, all);
    }

    private String conditions() {
        return hardware + "; " + said();
    }

    /** The machine and the versions, fit for a file's name; another run there overwrites it. */
    String slug() {
        String text =
                hardware
                        + " hearth "
                        + versions.get("hearth")
                        + " "
                        + versions.get("engine").replaceAll(",.*", "")
                        + " java "
                        + versions.get("java").replaceAll("[^0-9].*", "");
        return text.toLowerCase(Locale.ROOT)
                .replaceAll("\\((r|tm)\\)", "")
                .replaceAll("[^a-z0-9.]+", "-")
                .replaceAll("^-|-$", "");
    }

    String json() {
        ObjectNode root = JSON.createObjectNode();
        root.put("hardware", hardware);
        root.put("waitPolicy", waitPolicy);
        root.put("depth", depth);
        ObjectNode built = root.putObject("versions");
        versions.forEach(built::put);
        ObjectNode told = root.putObject("about");
        about.forEach(told::put);
        ObjectNode days = root.putObject("measured");
        measured.forEach(days::put);
        ArrayNode all = root.putArray("figures");
        for (Quantity figure : figures) {
            ObjectNode node = all.addObject();
            node.put("group", figure.group());
            node.put("name", figure.name());
            node.put("unit", figure.unit());
            node.put("threads", figure.threads());
            node.put("median", measured(figure, figure.spread().median()));
            node.put("lowerQuartile", measured(figure, figure.spread().low()));
            node.put("upperQuartile", measured(figure, figure.spread().high()));
            node.put("count", figure.spread().count());
            figure.target()
                    .ifPresent(
                            target -> {
                                ObjectNode aim = node.putObject("target");
                                aim.put("bound", target.bound().name());
                                aim.put("value", target.value());
                                if (figure.isMeasured()) {
                                    aim.put("met", target.isMet(figure.spread().median()));
                                }
                            });
            node.put("note", figure.note());
        }
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @throws IOException if the file cannot be read or holds something else
     */
    static BenchReport read(Path file) throws IOException {
        JsonNode root = JSON.readTree(Files.readString(file));
        List<Quantity> figures = new ArrayList<>();
        for (JsonNode node : root.withArray("figures")) {
            Optional<Quantity.Target> target =
                    Optional.ofNullable(node.get("target"))
                            .map(
                                    aim ->
                                            new Quantity.Target(
                                                    Quantity.Bound.valueOf(
                                                            aim.get("bound").asText()),
                                                    aim.get("value").asDouble()));
            Spread spread =
                    node.get("count").asInt() == 0
                            ? Spread.NONE
                            : new Spread(
                                    node.get("median").asDouble(),
                                    node.get("lowerQuartile").asDouble(),
                                    node.get("upperQuartile").asDouble(),
                                    node.get("count").asInt());
            figures.add(
                    new Quantity(
                            node.get("group").asText(),
                            node.get("name").asText(),
                            node.get("unit").asText(),
                            node.get("threads").asInt(),
                            spread,
                            target,
                            node.get("note").asText()));
        }
        return new BenchReport(
                root.get("hardware").asText(),
                new TreeMap<>(words(root.get("versions"))),
                root.get("waitPolicy").asText(),
                root.get("depth").asText(),
                words(root.get("about")),
                words(root.path("measured")),
                figures);
    }

    private static Map<String, String> words(JsonNode object) {
        Map<String, String> words = new LinkedHashMap<>();
        object.properties().forEach(word -> words.put(word.getKey(), word.getValue().asText()));
        return words;
    }

    String csv() {
        StringBuilder text =
                new StringBuilder(
                        "group,name,unit,threads,median,lowerQuartile,upperQuartile,count,hardware,"
                                + "engine,java\n");
        for (Quantity figure : figures) {
            Spread spread = figure.spread();
            List<String> cells =
                    List.of(
                            quoted(figure.group()),
                            quoted(figure.name()),
                            quoted(figure.unit()),
                            Integer.toString(figure.threads()),
                            cell(figure, spread.median()),
                            cell(figure, spread.low()),
                            cell(figure, spread.high()),
                            Integer.toString(spread.count()),
                            quoted(hardware),
                            quoted(versions.get("engine")),
                            quoted(versions.get("java")));
            text.append(String.join(",", cells)).append('\n');
        }
        return text.toString();
    }

    /** Null, in JSON too, where nothing was seen. */
    private static Double measured(Quantity figure, double value) {
        return figure.isMeasured() ? value : null;
    }

    private static String cell(Quantity figure, double value) {
        return figure.isMeasured() ? Double.toString(value) : "";
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    /** For the terminal. */
    String text() {
        StringBuilder text = new StringBuilder(hardware + "; " + said() + "\n");
        for (String group : about.keySet()) {
            List<List<String>> rows = rows(group);
            if (rows.size() > 1) {
                text.append('\n').append(group).append('\n').append(Text.table(rows));
            }
        }
        return text.toString();
    }

    private String said() {
        return versions.get("engine")
                + "; Java "
                + versions.get("java")
                + "; wait policy "
                + waitPolicy
                + kernels()
                + "; a "
                + depth
                + " run";
    }

    private String kernels() {
        String kernels = versions.getOrDefault("openblas", "");
        return kernels.isEmpty() ? "" : "; OpenBLAS with kernels for " + kernels;
    }

    private List<List<String>> rows(String group) {
        List<List<String>> rows = new ArrayList<>(List.of(Text.HEAD));
        figures.stream()
                .filter(figure -> figure.group().equals(group))
                .map(Text::row)
                .forEach(rows::add);
        return rows;
    }

    /** The page about all of this, from the JSON's content and what was written about the attempts. */
    String readme(String file) {
        StringBuilder text =
                new StringBuilder(
                        "# Measurements\n\nWritten by `./hearth bench` from `results/"
                                + file
                                + ".json`; edit `src/main/resources/dev/hearth/bench/tried.md` and"
                                + " the code instead. Ways to do the same work take turns in one"
                                + " process, with the same thread settings and OpenMP's threads"
                                + " waiting passively; ratios are taken within each round. Shown"
                                + " are medians and quartiles.\n\n"
                                + hardware
                                + "; "
                                + said()
                                + ".\n");
        for (Map.Entry<String, String> group : about.entrySet()) {
            List<List<String>> rows = rows(group.getKey());
            if (rows.size() > 1) {
                text.append("\n## ")
                        .append(group.getKey())
                        .append("\n\n")
                        .append(group.getValue())
                        .append(day(group.getKey()))
                        .append("\n\n")
                        .append(Text.markdown(rows));
            }
        }
        return text + "\n" + tried();
    }

    /** When a group was measured, where that is known. */
    private String day(String group) {
        String day = measured.getOrDefault(group, "");
        return day.isEmpty() ? "" : " Measured " + day + ".";
    }

    private static String tried() {
        try (InputStream in = BenchReport.class.getResourceAsStream("tried.md")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    /** Writes JSON and CSV. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        write(folder.resolve(slug() + ".json"), json());
        write(folder.resolve(slug() + ".csv"), csv());
    }

    static void write(Path file, String content) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
        AtomicFile.write(file, out -> out.write(bytes));
    }
}
