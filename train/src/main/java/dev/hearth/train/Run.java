package dev.hearth.train;

import dev.hearth.tensor.Device;
import dev.hearth.tensor.Engine;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.train.checkpoint.Checkpoint;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RecipeText;
import dev.hearth.train.task.Supervised;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One recipe, one seed, one folder: trained to the end, from wherever the folder says it was.
 *
 * <p>A folder with a result of the same recipe and seed is done, and only read. One with a checkpoint
 * goes on. The folder holds {@code recipe.json}, {@code checkpoint.safetensors}, {@code log.csv},
 * {@code events.out.tfevents.…} and, at the end, {@code result.json}.
 *
 * @param recipe what
 * @param budget how much work it is meant to be
 * @param seed of everything
 * @param folder where
 * @param probes what is measured at the end besides
 */
public record Run(Recipe recipe, Budget budget, long seed, Path folder, List<Probe> probes) {

    private static final double SAVE_EVERY_SECONDS = 30;

    /**
     * On what a run runs.
     *
     * @param shelf where data sets stand
     * @param text how recipes are written
     * @param device where tensors live
     */
    public record Place(Shelf shelf, RecipeText text, Device device) {}

    /**
     * Does it.
     *
     * @param place on what
     * @param listeners told how it goes, besides the folder's own logs
     * @return the result, which also stands in the folder
     */
    public Result execute(Place place, List<Listener> listeners) {
        String hash = place.text().hash(recipe);
        try (RunFolder home = RunFolder.open(folder)) {
            Path done = home.file("result.json");
            if (Files.exists(done)) {
                Result result = Result.read(done);
                if (result.recipeHash().equals(hash) && result.seed() == seed) {
                    return result;
                }
            }
            home.write("recipe.json", place.text().write(recipe) + "\n");
            Result result = train(place, home, hash, listeners);
            home.write("result.json", result.json());
            return result;
        }
    }

    private Result train(Place place, RunFolder home, String hash, List<Listener> listeners) {
        Checkpoint checkpoint =
                new Checkpoint(
                        home.file("checkpoint.safetensors"),
                        place.text().write(recipe),
                        hash,
                        seed);
        Shelf.Sets sets = place.shelf().open(recipe.corpus().value(), recipe.preparation().value());
        try (Scope run = Scope.open();
                RunLogs logs = new RunLogs(home)) {
            Seed root = new Seed(seed);
            Supervised task = new Supervised(recipe, sets, root, place.device(), 1);
            List<Listener> all = new ArrayList<>(listeners);
            all.add(logs);
            Trainer trainer =
                    new Trainer(
                            task,
                            recipe.epochs().value(),
                            root,
                            Exchange.ALONE,
                            Optional.of(checkpoint),
                            SAVE_EVERY_SECONDS,
                            all);
            Progress progress = trainer.run();
            return result(place, sets, hash, task, progress);
        }
    }

    private Result result(
            Place place, Shelf.Sets sets, String hash, Supervised task, Progress progress) {
        Map<String, Double> metrics =
                new TreeMap<>(progress.history().get(progress.history().size() - 1));
        Seed chance = new Seed(seed).child("probes");
        for (int i = 0; i < probes.size(); i++) {
            try (var room = Scope.open()) {
                metrics.putAll(probes.get(i).look(task.network(), sets, chance.child(i)));
            }
        }
        metrics.put("parameters", (double) task.network().parameters().count());
        double examples = (double) progress.step() * recipe.batch().value();
        return new Result(
                recipe.name(),
                hash,
                budget.word(),
                Map.of("name", sets.training().name(), "digest", sets.training().digest()),
                seed,
                place.device().name().toLowerCase(Locale.ROOT),
                Engine.threads(),
                Machine.hardware(),
                Machine.versions(),
                metrics,
                progress.history(),
                List.of(),
                progress.seconds(),
                examples / progress.seconds());
    }
}
