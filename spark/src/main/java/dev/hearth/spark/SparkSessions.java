package dev.hearth.spark;

import dev.hearth.data.BadDataException;
import dev.hearth.tensor.OpenMpWait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;

/** Sessions with the options that pictures and long tasks need. */
public final class SparkSessions {

    private static final Pattern MASTER =
            Pattern.compile("(spark://|k8s://|yarn|local-cluster\\[|local\\[|local$).*|local");

    /** The launcher's options of Java, apart from its archive of classes. */
    static final List<String> OPTIONS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=4",
                    "-Xshare:auto",
                    "-Djava.awt.headless=true",
                    "--enable-native-access=ALL-UNNAMED");

    /** What the launcher sets for libtorch and ONNX Runtime, unless it is set. */
    static final Map<String, String> ENVIRONMENT = environment();

    private SparkSessions() {}

    private static Map<String, String> environment() {
        Map<String, String> variables = new TreeMap<>(OpenMpWait.variables());
        variables.put("ORT_DISABLE_TELEMETRY", "1");
        variables.put(
                "GLIBC_TUNABLES",
                "glibc.malloc.mmap_threshold=1073741824"
                        + ":glibc.malloc.trim_threshold=1073741824"
                        + ":glibc.malloc.arena_max=1:glibc.malloc.hugetlb=1");
        return Map.copyOf(variables);
    }

    static boolean isMaster(String name) {
        return MASTER.matcher(name).matches();
    }

    /**
     * A session on a cluster. Executors have the launcher's options of Java and its environment, and the
     * class path of this process at the same paths, unless {@code spark-submit} hands them jars. Rows are
     * read few at a time, since a picture may have megabytes; too few slots for a barrier stage are told
     * after seconds and not after ten minutes. What is set for Spark otherwise, such as by {@code
     * spark-submit --conf}, is kept.
     *
     * @param master such as {@code spark://host:7077}
     */
    public static SparkSession open(String master, String name) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("spark.ui.enabled", "false");
        settings.put("spark.ui.showConsoleProgress", "false");
        settings.put("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "1s");
        settings.put("spark.scheduler.barrier.maxConcurrentTasksCheck.maxFailures", "10");
        // An executor that hangs is replaced after a minute: by default after two to three.
        settings.put("spark.network.timeout", "60s");
        settings.put("spark.network.timeoutInterval", "10s");
        // Rows of pictures, in a reader and a writer that count rows.
        settings.put("spark.sql.parquet.columnarReaderBatchSize", "16");
        settings.put("spark.hadoop.parquet.page.size.row.check.min", "1");
        settings.put("spark.hadoop.parquet.page.size.row.check.max", "1");
        settings.put("spark.hadoop.parquet.block.size.row.check.min", "1");
        settings.put("spark.hadoop.parquet.block.size.row.check.max", "1");
        settings.put("spark.hadoop.parquet.block.size", Integer.toString(16 << 20));
        if (master.startsWith("local-cluster[")) {
            provideJars();
            settings.put("spark.executorEnv.SPARK_SCALA_VERSION", "2.13");
        }
        if (master.startsWith("local[") || master.equals("local")) {
            // Nobody else has to reach it.
            settings.put("spark.driver.host", "127.0.0.1");
            settings.put("spark.driver.bindAddress", "127.0.0.1");
        } else {
            settings.put("spark.executor.extraJavaOptions", String.join(" ", OPTIONS));
            ENVIRONMENT.forEach(
                    (each, usual) ->
                            settings.put(
                                    "spark.executorEnv." + each,
                                    System.getenv().getOrDefault(each, usual)));
            Optional.ofNullable(System.getenv("HEARTH_DATA"))
                    .ifPresent(data -> settings.put("spark.executorEnv.HEARTH_DATA", data));
            boolean isSubmitted = System.getProperty("spark.jars") != null;
            if (!isSubmitted) {
                settings.put(
                        "spark.executor.extraClassPath", System.getProperty("java.class.path"));
            }
        }
        SparkSession.Builder builder = SparkSession.builder().appName(name).master(master);
        settings.forEach(
                (key, value) -> {
                    if (System.getProperty(key) == null) {
                        builder.config(key, value);
                    }
                });
        return builder.getOrCreate();
    }

    /** The executors of a local cluster look for Spark's own jars, and end without a folder of them. */
    private static void provideJars() {
        Path home = Path.of(System.getenv().getOrDefault("SPARK_HOME", ""));
        try {
            Files.createDirectories(home.resolve("jars"));
        } catch (IOException failure) {
            throw new BadDataException(
                    "A local cluster needs a folder jars in the working folder",
                    failure.toString(),
                    "Call it where files can be written, or set SPARK_HOME",
                    failure);
        }
    }
}
