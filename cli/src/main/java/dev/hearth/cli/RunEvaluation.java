package dev.hearth.cli;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Batch;
import dev.hearth.data.Batches;
import dev.hearth.data.ImageShape;
import dev.hearth.data.LastBatch;
import dev.hearth.data.Loader;
import dev.hearth.data.Order;
import dev.hearth.inference.LibTorchLogitModel;
import dev.hearth.onnx.NonFiniteOutputException;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.train.dataset.DataIdentity;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.metric.TopK;
import dev.hearth.train.recipe.Objective;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.train.task.TrainedNet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A run's net, as its checkpoint has it, averaged where its recipe averages, on the images that its recipe is measured on. */
final class RunEvaluation {

    private static final int NUMBERS = 1 << 22;

    private RunEvaluation() {}

    static Map<String, Object> of(Path folder, Run.Place place, int tests) {
        Recipe recipe;
        try {
            recipe = place.text().read(Files.readString(folder.resolve("recipe.json")));
        } catch (IOException failure) {
            throw new BadDataException(
                    "A run folder is read, " + folder,
                    String.valueOf(failure.getMessage()),
                    "Name one that ./hearth run made",
                    failure);
        }
        if (recipe.objective().value() != Objective.CLASSIFY) {
            throw new BadDataException(
                    "evaluate measures classifiers",
                    recipe.name() + ", which gives images back",
                    "Read result.json for its losses");
        }
        if (!place.datasets().has(recipe.corpus().value().set())) {
            throw new BadDataException(
                    "The run's own data set is needed, " + recipe.corpus().value().set(),
                    "none here",
                    recipe.corpus().value().set().startsWith("images/")
                            ? "Name the pictures with --images"
                            : "Name its place with --data");
        }
        if (!Files.exists(folder.resolve("checkpoint.safetensors"))
                || !Files.exists(folder.resolve("result.json"))) {
            throw new BadDataException(
                    "A run that has come to its end is measured",
                    folder + " without checkpoint.safetensors and result.json",
                    "Let the run end first");
        }
        Result result = Result.read(folder.resolve("result.json"));
        if (!result.recipeHash().equals(place.text().hash(recipe))) {
            throw new BadDataException(
                    "A run that has come to its end is measured",
                    folder + ", which is being trained on",
                    "Let the run end first");
        }
        try (var room = Scope.open()) {
            DatasetProvider.Sets sets =
                    place.datasets().open(recipe.corpus().value(), recipe.preparation().value());
            DataIdentity today = DataIdentity.of(sets, Optional.empty());
            Optional<DataIdentity> before = DataIdentity.read(result.dataset());
            if (before.isPresent() && !before.get().isSame(today)) {
                throw new BadDataException(
                        "A run is measured on the data that it was made with",
                        folder + " with the result on other data: " + before.get().against(today),
                        "Name the folder of its data with --data, or HEARTH_DATA");
            }
            TrainedNet run = TrainedNet.open(folder, place.text(), place.device());
            return figures(recipe, sets, new LibTorchLogitModel(run.network(), tests));
        }
    }

    private static Map<String, Object> figures(
            Recipe recipe, DatasetProvider.Sets sets, LibTorchLogitModel scorer) {
        ImageShape pixels = sets.testing().pixels();
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
                NonFiniteOutputException.refuse(logits);
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
