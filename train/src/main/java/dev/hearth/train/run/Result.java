package dev.hearth.train.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.hearth.data.BadDataException;
import dev.hearth.tensor.LibTorch;
import dev.hearth.train.TrainingProgress;
import dev.hearth.train.recipe.BatchStatistics;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.RunSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a run leaves behind: {@code result.json}. Written by runs, never typed. Results of earlier
 * releases have a list of claims besides, which was always empty.
 *
 * @param recipe its name
 * @param recipeHash its hash
 * @param budget how much work it was
 * @param dataset name and digest of the training images
 * @param seed of the run
 * @param device where it ran
 * @param threads of an operation
 * @param hardware processor and count of cores
 * @param versions of Hearth, libtorch and Java
 * @param metrics final figures
 * @param history figures of each epoch
 * @param seconds spent, by all processes that worked on it
 * @param examplesPerSecond trained on, measuring and saving included
 * @param workers how many trained it together
 * @param batchStatistics over whose examples batch normalisation took means and variances
 * @param waiting the share of the steps' time, in the process that ended the run, for which workers waited for
 *     each other's gradients; 0, and not written, for a single worker
 */
@JsonIgnoreProperties("claims")
public record Result(
        String recipe,
        String recipeHash,
        String budget,
        Map<String, String> dataset,
        long seed,
        String device,
        int threads,
        String hardware,
        Map<String, String> versions,
        Map<String, Double> metrics,
        List<Map<String, Double>> history,
        double seconds,
        double examplesPerSecond,
        int workers,
        BatchStatistics batchStatistics,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) double waiting) {

    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** Copies what it is given, and refuses what is not there. */
    public Result {
        Objects.requireNonNull(recipe, "recipe");
        Objects.requireNonNull(recipeHash, "recipeHash");
        Objects.requireNonNull(budget, "budget");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(hardware, "hardware");
        dataset = Collections.unmodifiableMap(new TreeMap<>(dataset));
        versions = Collections.unmodifiableMap(new TreeMap<>(versions));
        metrics = TrainingProgress.figures(metrics);
        history = history.stream().map(TrainingProgress::figures).toList();
        // Results of earlier releases do not say.
        workers = Math.max(1, workers);
        batchStatistics = Objects.requireNonNullElse(batchStatistics, BatchStatistics.LOCAL);
    }

    /** A result of one worker. */
    public Result(
            String recipe,
            String recipeHash,
            String budget,
            Map<String, String> dataset,
            long seed,
            String device,
            int threads,
            String hardware,
            Map<String, String> versions,
            Map<String, Double> metrics,
            List<Map<String, Double>> history,
            double seconds,
            double examplesPerSecond) {
        this(
                recipe,
                recipeHash,
                budget,
                dataset,
                seed,
                device,
                threads,
                hardware,
                versions,
                metrics,
                history,
                seconds,
                examplesPerSecond,
                1,
                BatchStatistics.LOCAL,
                0);
    }

    /**
     * Of a training that this process has just ended.
     *
     * @param dataset what is known of its data
     * @param metrics final figures
     * @param progress how far it came
     * @param waiting the share of the steps' time that went by in waiting for other workers
     */
    public static Result of(
            RunSpec recipe,
            Run.Place place,
            Budget budget,
            long seed,
            Map<String, String> dataset,
            Map<String, Double> metrics,
            TrainingProgress progress,
            double waiting) {
        double examples = (double) progress.step() * recipe.batch().value();
        return new Result(
                recipe.name(),
                place.text().hash(recipe),
                budget.word(),
                dataset,
                seed,
                place.device().toString(),
                LibTorch.threads(),
                HardwareInfo.hardware(),
                HardwareInfo.versions(),
                metrics,
                progress.history(),
                progress.seconds(),
                examples / progress.seconds(),
                recipe.workerCount(),
                recipe.statistics(),
                waiting);
    }

    /** As JSON. */
    public String json() {
        try {
            return JSON.writeValueAsString(this) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static Result parse(String json) throws IOException {
        Result result = JSON.readValue(json, Result.class);
        if (result == null) {
            throw new IOException("no result in it");
        }
        return result;
    }

    /**
     * Reads one.
     *
     * @param file {@code result.json}
     * @throws BadDataException if it is not a result
     */
    public static Result read(Path file) {
        if (!Files.exists(file)) {
            throw new BadDataException(
                    "A run that has come to its end has " + file,
                    "none there",
                    "Let the run end first: it goes on when it is called again");
        }
        try {
            return parse(Files.readString(file));
        } catch (IOException broken) {
            throw new BadDataException(
                    "A result that a run wrote is read from " + file,
                    broken.getMessage() == null
                            ? broken.toString()
                            : broken.getMessage().lines().findFirst().orElse(""),
                    "Remove it, and the run will be done again",
                    broken);
        }
    }
}
