package dev.hearth.spark;

import dev.hearth.tensor.LibTorch;
import dev.hearth.train.exchange.TcpExchange;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * One run on many workers: a barrier stage in which each task is a worker. Tasks learn each other's
 * addresses by {@code allGather} and then exchange gradients over connections of their own, for which they
 * prove that they know a secret that the driver has drawn.
 *
 * <p>A lost executor, or a worker that shows no sign of life for {@code spark.hearth.deadline} (60 s), ends
 * the stage; it is tried again from the run's last checkpoint, and given up after three tries without a new
 * one. The run ends bit for bit as undisturbed.
 *
 * <pre>{@code
 * Result result =
 *         SparkTraining.train(
 *                 context, DataParallelRecipe.of(recipe, 8), Budget.PAPER, 1, Path.of("/shared/run"), MyPlaces::place);
 * }</pre>
 */
public final class SparkTraining {

    /** A setting of Spark's: after how long a silent worker is lost, 60 s by default. */
    private static final String DEADLINE = "spark.hearth.deadline";

    private SparkTraining() {}

    /** Where a worker finds data sets and codecs; called on each executor. */
    @FunctionalInterface
    public interface Places extends Serializable {

        /** The place of a single worker; its exchange is put in. */
        Run.Place place();
    }

    /**
     * Trains to the end.
     *
     * @param recipe divided among as many workers as there are free slots, or fewer
     * @param folder of the run, on a file system that all machines share
     * @throws IllegalStateException if a worker was lost three times from the same checkpoint
     */
    public static Result train(
            JavaSparkContext context,
            RunSpec recipe,
            Budget budget,
            long seed,
            Path folder,
            Places places) {
        String json = places.place().text().write(recipe);
        String where = folder.toAbsolutePath().toString();
        long seconds =
                context.getConf()
                        .getTimeAsSeconds(DEADLINE, TcpExchange.DEADLINE.toSeconds() + "s");
        BarrierWorkers.run(
                context,
                recipe.workerCount(),
                folder,
                Duration.ofSeconds(seconds),
                (exchange, threads) -> {
                    LibTorch.threads(threads);
                    Run.Place place = places.place();
                    new Run(place.text().readAny(json), budget, seed, Path.of(where), List.of())
                            .execute(place.with(exchange), List.of());
                });
        return Result.read(folder.resolve("result.json"));
    }
}
