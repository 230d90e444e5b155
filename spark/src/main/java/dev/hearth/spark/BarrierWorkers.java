package dev.hearth.spark;

import dev.hearth.data.CancelledException;
import dev.hearth.tensor.Check;
import dev.hearth.train.Exchange;
import dev.hearth.train.WorkerLostException;
import dev.hearth.train.checkpoint.Tries;
import dev.hearth.train.exchange.TcpExchange;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;

/**
 * Work of several workers that exchange numbers: a barrier stage, tried again where a worker is lost, up to
 * three times without a new checkpoint.
 */
final class BarrierWorkers {

    private static final Pattern TASK = Pattern.compile("ResultTask\\(\\d+, (\\d+)\\)");

    /** What Spark says when a stage has more tasks than there are slots, such as after an executor was lost. */
    private static final String TOO_FEW_SLOTS = "SPARK-24819";

    /** Of a job that somebody has ended, or whose context was closed. */
    private static final String CANCELLED = "SPARK_JOB_CANCELLED";

    /** For executors to come, or to come back. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int SECRET = 32;

    private BarrierWorkers() {}

    /** What a worker does, on an executor. */
    @FunctionalInterface
    interface Work extends Serializable {

        /** Does it; with so many threads. */
        void work(Exchange exchange, int threads);
    }

    /** What a task does. */
    private interface Body
            extends scala.Function1<Iterator<Integer>, Iterator<Outcome>>, Serializable {}

    /**
     * What became of a worker. A failure is returned and not thrown, since of a barrier stage's tasks Spark
     * hands on a text alone.
     *
     * @param failure null for one that has done its work
     */
    private record Outcome(RuntimeException failure) implements Serializable {}

    /**
     * Does the work.
     *
     * @param checkpoints a folder below which checkpoints are written
     * @param deadline after which a silent worker is lost
     * @throws IllegalStateException if a worker was lost three times from the same checkpoint
     */
    static void run(
            JavaSparkContext context, int workers, Path checkpoints, Duration deadline, Work work) {
        Tries tries = new Tries(workers, checkpoints);
        long begun = System.nanoTime();
        while (true) {
            byte[] secret = new byte[SECRET];
            new SecureRandom().nextBytes(secret);
            Body body = rows -> outcome(work, secret, deadline);
            String lost;
            Exception cause;
            try {
                List<Integer> ranks = IntStream.range(0, workers).boxed().toList();
                RDD<Outcome> stage =
                        context.parallelize(ranks, workers)
                                .rdd()
                                .barrier()
                                .mapPartitions(body, false, ClassTag.apply(Outcome.class));
                List<RuntimeException> failures =
                        stage.toJavaRDD().collect().stream()
                                .map(Outcome::failure)
                                .filter(Objects::nonNull)
                                .toList();
                if (failures.isEmpty()) {
                    return;
                }
                for (RuntimeException failure : failures) {
                    if (!(failure instanceof WorkerLostException)
                            && !(failure instanceof CancelledException)) {
                        // Another try would not mend it.
                        throw failure;
                    }
                }
                cause = failures.get(0);
                lost = lost(failures);
            } catch (Exception failed) {
                // Spark's signatures hide that this one is checked.
                if (!(failed instanceof SparkException)) {
                    throw failed;
                }
                String words = String.valueOf(failed.getMessage());
                if (words.contains(TOO_FEW_SLOTS)) {
                    if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                        throw tooFew(workers, failed);
                    }
                    continue;
                }
                if (context.sc().isStopped() || words.contains(CANCELLED)) {
                    throw new CancelledException(
                            Check.message(
                                    "A run of several workers trains until it is done",
                                    "the end of its Spark job, \"" + firstLine(words) + "\"",
                                    "Called again, the run resumes from its last checkpoint"),
                            failed);
                }
                cause = failed;
                lost = lost(words);
            }
            begun = System.nanoTime();
            Optional<String> error = tries.failed(lost, "the executors' logs");
            if (error.isPresent()) {
                throw new IllegalStateException(error.get(), cause);
            }
        }
    }

    private static IllegalStateException tooFew(int workers, Exception cause) {
        return new IllegalStateException(
                "A run of "
                        + workers
                        + " workers needs as many cores of executors at once. Received: fewer for "
                        + PATIENCE.toSeconds()
                        + " s. Start more executors, or use fewer workers; called again, the run"
                        + " resumes from its last checkpoint.",
                cause);
    }

    private static String lost(List<RuntimeException> failures) {
        for (RuntimeException failure : failures) {
            if (failure instanceof WorkerLostException lost) {
                return "worker " + lost.rank() + " " + lost.what();
            }
        }
        return String.valueOf(failures.get(0).getMessage());
    }

    /** Spark says which task it was, whose number is the worker's. */
    private static String lost(String message) {
        Matcher task = TASK.matcher(message);
        return task.find()
                ? "worker " + task.group(1) + " was lost (" + firstLine(message) + ")"
                : firstLine(message);
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    /** On an executor. */
    private static Iterator<Outcome> outcome(Work work, byte[] secret, Duration deadline) {
        RuntimeException failure = null;
        BarrierTaskContext task = BarrierTaskContext.get();
        try (Exchange exchange = connect(task, secret, deadline)) {
            work.work(exchange, task.cpus());
        } catch (RuntimeException thrown) {
            failure = sendable(thrown);
        }
        return CollectionConverters.asScala(List.of(new Outcome(failure)).iterator());
    }

    /** With its cause as text, which may hold what cannot be serialized. */
    private static RuntimeException sendable(RuntimeException failure) {
        if (failure instanceof WorkerLostException lost) {
            return new WorkerLostException(lost.rank(), lost.what(), null);
        }
        try (ObjectOutputStream out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
            out.writeObject(failure);
            return failure;
        } catch (IOException unserializable) {
            return new IllegalStateException(failure.toString());
        }
    }

    private static Exchange connect(BarrierTaskContext task, byte[] secret, Duration deadline) {
        try {
            InetAddress own =
                    InetAddress.getByName(SparkEnv.get().blockManager().blockManagerId().host());
            try (TcpExchange.Listener listener = TcpExchange.listen(own)) {
                InetSocketAddress address = listener.address();
                String[] all =
                        task.allGather(
                                address.getAddress().getHostAddress() + " " + address.getPort());
                List<InetSocketAddress> addresses = new ArrayList<>();
                for (String each : all) {
                    int gap = each.lastIndexOf(' ');
                    addresses.add(
                            new InetSocketAddress(
                                    InetAddress.getByName(each.substring(0, gap)),
                                    Integer.parseInt(each.substring(gap + 1))));
                }
                return new TaskExchange(
                        listener.connect(task.partitionId(), addresses, secret, deadline), task);
            }
        } catch (IOException unreachable) {
            throw new IllegalStateException(
                    "A worker needs an address that the others can reach. Received: "
                            + unreachable
                            + ". Set spark.driver.bindAddress and SPARK_LOCAL_IP.",
                    unreachable);
        }
    }
}
