package dev.hearth.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.cli.Hearth;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two thousand pictures of sixteen kinds by Spark and by {@code predict}, both as commands. */
@Timeout(300)
class ManyPicturesTest {

    private static final int PICTURES = 2000;

    @TempDir private Path temp;

    /** A command's exit code and what it printed. */
    record Said(int code, String out) {}

    static Said hearth(String... line) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(ByteArrayOutputStream.nullOutputStream()));
            int code = Hearth.line().execute(line);
            return new Said(code, bytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /** What {@code predict} says of each file: probabilities by class, or an error. */
    static Map<String, JsonNode> predicted(Path model, Path folder) throws IOException {
        Said said =
                hearth(
                        "predict",
                        "--jsonl",
                        "--batch",
                        "1",
                        "--threads",
                        "1",
                        "--model",
                        model.toString(),
                        folder.toString());
        // Some are broken.
        assertThat(said.code()).isEqualTo(2);
        Map<String, JsonNode> all = new HashMap<>();
        for (String line : said.out().lines().toList()) {
            JsonNode one = new ObjectMapper().readTree(line);
            all.put(Path.of(one.get("picture").asText()).getFileName().toString(), one);
        }
        return all;
    }

    /** Bit for bit; how many of each kind were read. */
    static Map<TestPictures.Kind, Integer> compare(List<Row> rows, Map<String, JsonNode> wanted) {
        Map<TestPictures.Kind, Integer> read = new EnumMap<>(TestPictures.Kind.class);
        for (Row row : rows) {
            String name =
                    Path.of(URI.create(row.<String>getAs("path")).getPath())
                            .getFileName()
                            .toString();
            JsonNode one = wanted.get(name);
            if (one.has("error")) {
                assertThat(row.<String>getAs("class")).as(name).isNull();
                assertThat(row.<String>getAs("reason")).as(name).contains(". Received: ");
                continue;
            }
            assertThat(row.<String>getAs("class"))
                    .as(name)
                    .isEqualTo(one.get("guesses").get(0).get("class").asText());
            List<Float> probabilities = row.getList(row.fieldIndex("probabilities"));
            List<Float> said = new ArrayList<>(probabilities);
            for (JsonNode guess : one.get("guesses")) {
                said.set(guess.get("label").asInt(), (float) guess.get("probability").asDouble());
            }
            assertThat(one.get("guesses")).hasSize(probabilities.size());
            assertThat(probabilities).as(name).isEqualTo(said);
            read.merge(
                    TestPictures.Kind.valueOf(name.replaceAll("^[0-9]+-|[.].*", "")),
                    1,
                    Integer::sum);
        }
        return read;
    }

    @Test
    void answers_are_those_of_predict_bit_for_bit() throws IOException {
        Path model = SparkClassifierTest.model(temp.resolve("model"));
        Path folder = temp.resolve("pictures");
        TestPictures.write(folder, PICTURES);
        Map<String, JsonNode> wanted = predicted(model, folder);
        assertThat(wanted).hasSize(PICTURES);
        Path out = temp.resolve("results.parquet");
        Said said =
                hearth(
                        "predict",
                        "--on",
                        "local[2]",
                        "--images",
                        folder + "/*",
                        "--out",
                        out.toString(),
                        "--batch",
                        "1",
                        "--model",
                        model.toString());
        assertThat(said.code()).isZero();
        int kinds = TestPictures.Kind.values().length;
        int each = PICTURES / kinds;
        assertThat(said.out())
                .startsWith(
                        PICTURES + " pictures, of which " + 2 * each + " could not be read; the");
        SparkSession spark = SparkSessions.open("local[2]", "test");
        try {
            List<Row> rows = spark.read().parquet(out.toString()).collectAsList();
            assertThat(rows).hasSize(PICTURES);
            Map<TestPictures.Kind, Integer> read = compare(rows, wanted);
            for (TestPictures.Kind kind : TestPictures.Kind.values()) {
                assertThat(read.getOrDefault(kind, 0))
                        .as("%s", kind)
                        .isEqualTo(kind.isBroken() ? 0 : each);
            }
        } finally {
            spark.stop();
        }
    }
}
