package dev.hearth.spark;

import dev.hearth.data.BadDataException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** Sessions with the options that pictures and long tasks need. */
public final class SparkSessions {

    private static final Pattern MASTER =
            Pattern.compile("(spark://|k8s://|yarn|local-cluster\\[|local\\[|local$).*|local");

    /** What the launcher sets for libtorch and ONNX Runtime. */
    private static final List<String> ENVIRONMENT =
            List.of("OMP_WAIT_POLICY", "ORT_DISABLE_TELEMETRY", "GLIBC_TUNABLES", "HEARTH_DATA");

    private SparkSessions() {}

    static boolean isMaster(String name) {
        return MASTER.matcher(name).matches();
    }

    /**
     * A session on a cluster: executors have the class path of this process, at the same paths, unless
     * {@code spark-submit} hands them jars; rows are read few at a time, since a picture may have megabytes; too few slots for a barrier
     * stage are told after seconds and not after ten minutes.
     *
     * @param master such as {@code spark://host:7077}
     */
    public static SparkSession open(String master, String name) {
        SparkSession.Builder builder =
                SparkSession.builder()
                        .appName(name)
                        .master(master)
                        .config("spark.ui.enabled", false)
                        .config("spark.ui.showConsoleProgress", false)
                        .config("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "1s")
                        .config("spark.scheduler.barrier.maxConcurrentTasksCheck.maxFailures", 10)
                        // Rows of pictures, in a reader and a writer that count rows.
                        .config("spark.sql.parquet.columnarReaderBatchSize", 16)
                        .config("spark.hadoop.parquet.page.size.row.check.min", 1)
                        .config("spark.hadoop.parquet.page.size.row.check.max", 1)
                        .config("spark.hadoop.parquet.block.size.row.check.min", 1)
                        .config("spark.hadoop.parquet.block.size.row.check.max", 1)
                        .config("spark.hadoop.parquet.block.size", 16 << 20);
        if (master.startsWith("local-cluster[")) {
            provideJars();
            builder.config("spark.executorEnv.SPARK_SCALA_VERSION", "2.13");
        }
        boolean isSubmitted = System.getProperty("spark.jars") != null;
        if (master.startsWith("local[") || master.equals("local")) {
            // Nobody else has to reach it.
            builder.config("spark.driver.host", "127.0.0.1")
                    .config("spark.driver.bindAddress", "127.0.0.1");
        } else if (!isSubmitted) {
            builder.config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                    .config("spark.executor.extraJavaOptions", javaOptions());
            ENVIRONMENT.forEach(
                    each ->
                            Optional.ofNullable(System.getenv(each))
                                    .ifPresent(
                                            value ->
                                                    builder.config(
                                                            "spark.executorEnv." + each, value)));
        }
        return builder.getOrCreate();
    }

    /** Those of this process that libtorch needs; executors set the size of their memory themselves. */
    private static String javaOptions() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(each -> each.startsWith("--enable-native-access"))
                .collect(Collectors.joining(" "));
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
