package dev.hearth.cli;

import dev.hearth.data.BadData;
import dev.hearth.data.Batch;
import dev.hearth.data.Batches;
import dev.hearth.data.LastBatch;
import dev.hearth.data.Loader;
import dev.hearth.data.Order;
import dev.hearth.data.Pixels;
import dev.hearth.export.pictures.LibtorchScorer;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.train.Result;
import dev.hearth.train.Run;
import dev.hearth.train.Shelf;
import dev.hearth.train.checkpoint.Checkpoint;
import dev.hearth.train.metric.TopK;
import dev.hearth.train.recipe.Objective;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.task.Supervised;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A run's net, as its checkpoint has it, on the images that its recipe is measured on. */
final class Measured {

    private static final int NUMBERS = 1 << 22;

    private Measured() {}

    static Map<String, Object> of(Path folder, Run.Place place, int tests) {
        Recipe recipe;
        try {
            recipe = place.text().read(Files.readString(folder.resolve("recipe.json")));
        } catch (IOException failure) {
            throw new BadData(
                    "A run folder is read, " + folder,
                    String.valueOf(failure.getMessage()),
                    "Name one that ./hearth run made",
                    failure);
        }
        if (recipe.objective().value() != Objective.CLASSIFY) {
            throw new BadData(
                    "evaluate measures classifiers",
                    recipe.name() + ", which gives images back",
                    "Read result.json for its losses");
        }
        if (!place.shelf().has(recipe.corpus().value().set())) {
            throw new BadData(
                    "The run's own data set is needed, " + recipe.corpus().value().set(),
                    "none here",
                    recipe.corpus().value().set().startsWith("images/")
                            ? "Name the pictures with --images"
                            : "Name its place with --data");
        }
        if (!Files.exists(folder.resolve("checkpoint.safetensors"))
                || !Files.exists(folder.resolve("result.json"))) {
            throw new BadData(
                    "A run that has come to its end is measured",
                    folder + " without checkpoint.safetensors and result.json",
                    "Let the run end first");
        }
        long seed = Result.read(folder.resolve("result.json")).seed();
        try (var room = Scope.open()) {
            Shelf.Sets sets =
                    place.shelf().open(recipe.corpus().value(), recipe.preparation().value());
            Supervised task = new Supervised(recipe, sets, new Seed(seed), place.device(), 0);
            new Checkpoint(
                            folder.resolve("checkpoint.safetensors"),
                            place.text().write(recipe),
                            place.text().hash(recipe),
                            seed)
                    .restore(task);
            return figures(recipe, sets, new LibtorchScorer(task.network(), tests));
        }
    }

    private static Map<String, Object> figures(
            Recipe recipe, Shelf.Sets sets, LibtorchScorer scorer) {
        Pixels pixels = sets.testing().pixels();
        int classes = sets.testing().classNames().size();
        TopK one = new TopK(1, classes);
        TopK five = new TopK(Math.min(5, classes), classes);
        int batch = Math.max(1, Math.min(500, NUMBERS / pixels.count()));
        Loader loader =
                new Loader(sets.testing(), batch, new Seed(0))
                        .order(Order.AS_STORED)
                        .last(LastBatch.KEEP)
                        .threads(0);
        try (Batches batches = loader.epoch(0).open()) {
            while (batches.hasNext()) {
                Batch next = batches.next();
                float[] logits = scorer.logits(next.images(), next.count());
                int[] labels = Arrays.copyOf(next.labels(), next.count());
                one.add(logits, labels);
                five.add(logits, labels);
            }
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("recipe", recipe.name());
        figures.put("dataset", sets.testing().name());
        figures.put("images", sets.testing().size());
        figures.put("topOneError", 100 * one.error());
        if (classes > 5) {
            figures.put("topFiveError", 100 * five.error());
        }
        return figures;
    }
}
