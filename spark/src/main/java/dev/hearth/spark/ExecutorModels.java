package dev.hearth.spark;

import dev.hearth.inference.ImageClassifier;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The classifiers of an executor's process, each loaded once and shared by its tasks until the process
 * ends. Static, because Spark has no place for what belongs to an executor.
 */
final class ExecutorModels {

    private static final Map<String, ImageClassifier> LOADED = new ConcurrentHashMap<>();

    private ExecutorModels() {}

    static ImageClassifier get(String model, int batch, int threads) {
        return LOADED.computeIfAbsent(
                model + " " + batch + " " + threads,
                key ->
                        ImageClassifier.builder()
                                .batch(batch)
                                .threads(threads)
                                .load(Path.of(model)));
    }
}
