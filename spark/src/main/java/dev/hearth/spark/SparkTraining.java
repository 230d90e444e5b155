package dev.hearth.spark;

import dev.hearth.data.CancelledException;
import dev.hearth.tensor.LibTorch;
import dev.hearth.train.Exchange;
import dev.hearth.train.WorkerLostException;
import dev.hearth.train.exchange.TcpExchange;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
 * One run on many workers: a barrier stage in which each task is a worker. Tasks learn each other's
 * addresses by {@code allGather} and then exchange gradients over connections of their own, for which they
 * prove that they know a secret that the driver has drawn.
 *
 * <p>A lost executor, or a worker that shows no sign of life for {@code spark.hearth.deadline} (60 s), ends
 * the stage; it is tried again from the run's last checkpoint, and given up after three tries without a new one. The run ends bit for bit as
 * undisturbed.
 *
 * <pre>{@code
 * Result result =
 *         SparkTraining.train(
 *                 context, DataParallelRecipe.of(recipe, 8), Budget.PAPER, 1, Path.of("/shared/run"), MyPlaces::place);
 * }</pre>
 */
public final class SparkTraining {

    /** A setting of Spark's: after how many seconds a silent worker is lost, 60 by default. */
    private static final String DEADLINE = "spark.hearth.deadline";

    private static final Pattern TASK = Pattern.compile("ResultTask\\(\\d+, (\\d+)\\)");
    private static final int TRIES = 3;
    private static final int SECRET = 32;

    private SparkTraining() {}

    /** Where a worker finds data sets and codecs; called on each executor. */
    @FunctionalInterface
    public interface Places extends Serializable {

        /** The place of a single worker; its exchange is put in. */
        Run.Place place();
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
     * Trains to the end.
     *
     * @param recipe divided among as many workers as there are free slots, or fewer
     * @param folder of the run, on a file system that all machines share
     * @throws WorkerLostException if a worker was lost three times from the same checkpoint
     */
    public static Result train(
            JavaSparkContext context,
            RunSpec recipe,
            Budget budget,
            long seed,
            Path folder,
            Places places) {
        String json = places.place().text().write(recipe);
        int workers = recipe.workerCount();
        String where = folder.toAbsolutePath().toString();
        FileTime before = lastCheckpoint(folder);
        int tries = 0;
        Duration deadline =
                Duration.ofSeconds(
                        context.getConf().getTimeAsSeconds(DEADLINE, TcpExchange.DEADLINE.toSeconds() + "s"));
        while (true) {
            byte[] secret = new byte[SECRET];
            new SecureRandom().nextBytes(secret);
            Body body = rows -> work(json, budget, seed, where, places, secret, deadline);
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
                    return Result.read(folder.resolve("result.json"));
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
                cause = failed;
                lost = lost(String.valueOf(failed.getMessage()));
            }
            FileTime now = lastCheckpoint(folder);
            tries = now.equals(before) ? tries + 1 : 1;
            before = now;
            if (tries == TRIES) {
                throw new IllegalStateException(
                        "A run of "
                                + workers
                                + " workers needs each of them until its end. Received: for the"
                                + " third time since the last checkpoint, "
                                + lost
                                + ". Look at the executors' logs; called again, the run resumes"
                                + " from its last checkpoint.",
                        cause);
            }
        }
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
        String words = message.lines().findFirst().orElse("");
        Matcher task = TASK.matcher(message);
        return task.find() ? "worker " + task.group(1) + " was lost (" + words + ")" : words;
    }

    private static FileTime lastCheckpoint(Path folder) {
        Path file = folder.resolve("checkpoint.safetensors");
        try {
            return Files.exists(file) ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }

    /** On an executor. */
    private static Iterator<Outcome> work(
            String json,
            Budget budget,
            long seed,
            String folder,
            Places places,
            byte[] secret,
            Duration deadline) {
        RuntimeException failure = null;
        try {
            train(json, budget, seed, folder, places, secret, deadline);
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

    private static void train(
            String json,
            Budget budget,
            long seed,
            String folder,
            Places places,
            byte[] secret,
            Duration deadline) {
        BarrierTaskContext task = BarrierTaskContext.get();
        LibTorch.threads(task.cpus());
        Run.Place place = places.place();
        Run run = new Run(place.text().readAny(json), budget, seed, Path.of(folder), List.of());
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
                try (Exchange exchange =
                        new TaskExchange(
                                listener.connect(
                                        task.partitionId(),
                                        addresses,
                                        secret,
                                        deadline),
                                task)) {
                    run.execute(place.with(exchange), List.of());
                }
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
