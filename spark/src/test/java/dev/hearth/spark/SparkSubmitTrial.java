package dev.hearth.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hearth.tensor.LibTorch;
import dev.hearth.train.run.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar for {@code spark-submit} on a master and a worker, each a process on Spark's own jars from Maven:
 * the profile {@code submit} has built both.
 */
@Timeout(900)
class SparkSubmitTrial {

    private static final Path HOME = Path.of(System.getProperty("hearth.spark.home", ""));
    private static final String JAR = System.getProperty("hearth.spark.jar", "");

    @TempDir private Path temp;

    private final List<Process> processes = new ArrayList<>();
    private String master;

    @BeforeEach
    void start() throws Exception {
        process("master", "master.Master --host 127.0.0.1 --port 0 --webui-port 0");
        master = said("master", "Starting Spark master at (spark://\\S+)");
        process(
                "worker",
                "worker.Worker --host 127.0.0.1 --webui-port 0 --cores 2 --memory 2g --work-dir "
                        + Files.createDirectories(temp.resolve("work"))
                        + " "
                        + master);
        said("worker", "(Successfully registered) with master");
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }

    /** A process of Spark's own jars, with the launcher's options. */
    private Process process(String name, String line, String... more) throws IOException {
        List<String> all = new ArrayList<>();
        all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        all.addAll(SparkSessions.OPTIONS);
        all.addAll(List.of("-Xmx1g", "-cp", HOME.resolve("jars") + "/*"));
        all.addAll(List.of(("org.apache.spark.deploy." + line).split(" ")));
        all.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(all);
        builder.environment().put("SPARK_HOME", HOME.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().remove("HEARTH_DATA");
        Process process =
                builder.directory(temp.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(temp.resolve(name + ".log").toFile())
                        .start();
        processes.add(process);
        return process;
    }

    private String log(String name) throws IOException {
        return Files.readString(temp.resolve(name + ".log"));
    }

    private String said(String name, String pattern) throws Exception {
        Pattern wanted = Pattern.compile(pattern);
        for (int tries = 0; tries < 600; tries++) {
            Matcher found = wanted.matcher(log(name));
            if (found.find()) {
                return found.group(1);
            }
            Thread.sleep(100);
        }
        throw new AssertionError(log(name));
    }

    private void submit(String... line) throws Exception {
        Process submit = process("submit", "SparkSubmit --master " + master + " " + JAR, line);
        boolean isSeen = false;
        while (!submit.waitFor(20, TimeUnit.MILLISECONDS)) {
            for (ProcessHandle executor : SparkTrainingTest.executors().values()) {
                String started = SparkTrainingTest.line(executor);
                if (!isSeen && !started.isEmpty()) {
                    isSeen = true;
                    assertThat(started.split("\0")).containsAll(SparkSessions.OPTIONS);
                    assertThat(environment(executor))
                            .contains("OMP_WAIT_POLICY=PASSIVE", "GOMP_SPINCOUNT=2000");
                }
            }
        }
        assertThat(submit.exitValue()).as(log("submit")).isZero();
        assertThat(isSeen).isTrue();
    }

    private static String environment(ProcessHandle process) throws IOException {
        return Files.readString(Path.of("/proc", "" + process.pid(), "environ"));
    }

    @Test
    void pictures_are_classified_as_by_predict() throws Exception {
        Path model = SparkClassifierTest.model(temp.resolve("model"));
        Path folder = temp.resolve("pictures");
        TestPictures.write(folder, 160);
        Map<String, JsonNode> wanted = ManyPicturesTest.predicted(model, folder);
        Path out = temp.resolve("results.parquet");
        submit(
                "predict",
                "--on",
                master,
                "--images",
                folder + "/*",
                "--out",
                out.toString(),
                "--batch",
                "1",
                "--model",
                model.toString());
        assertThat(log("submit")).contains("160 pictures, of which 20 could not be read");
        SparkSession spark = SparkSessions.open("local[2]", "test");
        try {
            List<Row> rows = spark.read().parquet(out.toString()).collectAsList();
            assertThat(rows).hasSize(160);
            assertThat(ManyPicturesTest.compare(rows, wanted).values())
                    .hasSize(14)
                    .containsOnly(10);
        } finally {
            spark.stop();
        }
    }

    @Test
    void experiments_are_those_of_one_process() throws Exception {
        LibTorch.threads(1);
        Path out = temp.resolve("out");
        submit(
                "reproduce",
                "--on",
                master,
                "--budget",
                "smoke",
                "--experiment",
                "elu/mnist-8x128",
                "--data",
                temp.toString(),
                "--out",
                out.toString());
        Path local = temp.resolve("local");
        assertThat(
                        ManyPicturesTest.hearth(
                                        "reproduce",
                                        "--budget",
                                        "smoke",
                                        "--threads",
                                        "1",
                                        "--experiment",
                                        "elu/mnist-8x128",
                                        "--data",
                                        temp.toString(),
                                        "--out",
                                        local.toString())
                                .code())
                .isZero();
        List<Path> results = results(local);
        assertThat(results(out)).isEqualTo(results).hasSize(10);
        for (Path result : results) {
            Result one = Result.read(local.resolve(result));
            Result other = Result.read(out.resolve(result));
            assertThat(other.history()).isEqualTo(one.history());
            assertThat(other.metrics()).isEqualTo(one.metrics());
            assertThat(other.recipeHash()).isEqualTo(one.recipeHash());
        }
    }

    @Test
    void a_run_of_two_workers_is_that_of_two_processes() throws Exception {
        String run =
                "run elu/mnist-8x128/ELU --budget smoke --set corpus.training=640 --set"
                        + " corpus.testing=50 --set corpus.set=strokes --set epochs=2 --workers 2"
                        + " --out ";
        assertAlike(run);
    }

    @Test
    void a_net_is_trained_on_photographs_as_by_two_processes() throws Exception {
        Path folder = temp.resolve("photos");
        for (int i = 0; i < 48; i++) {
            Path of = Files.createDirectories(folder.resolve(i % 2 == 0 ? "cat" : "dog"));
            // No broken ones.
            Files.write(
                    of.resolve(i + ".png"),
                    TestPictures.bytes(TestPictures.Kind.values().length * i + 5));
        }
        assertAlike(
                "train --images "
                        + folder
                        + " --model elu-cifar-11-quarter --epochs 2 --batch 4 --rate 0.001 --workers 2"
                        + " --out ");
    }

    private void assertAlike(String command) throws Exception {
        Path out = temp.resolve("out");
        submit((command + out + " --on " + master).split(" "));
        Path local = temp.resolve("local");
        assertThat(ManyPicturesTest.hearth((command + local + " --threads 1").split(" ")).code())
                .isZero();
        Result one = Result.read(local.resolve("result.json"));
        Result other = Result.read(out.resolve("result.json"));
        assertThat(other.history()).isEqualTo(one.history());
        assertThat(other.metrics()).isEqualTo(one.metrics());
        assertThat(other.recipeHash()).isEqualTo(one.recipeHash());
        assertThat(other.workers()).isEqualTo(2);
    }

    private static List<Path> results(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.endsWith("result.json"))
                    .map(folder::relativize)
                    .sorted()
                    .toList();
        }
    }
}
