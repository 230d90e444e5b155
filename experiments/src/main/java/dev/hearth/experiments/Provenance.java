package dev.hearth.experiments;

import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.zoo.ModelRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Whether an experiment's runs are what its recipes make as they stand today: a run carries the hash of
 * the recipe that it was trained by, and the release of libtorch that computed it.
 *
 * @param experiment its name
 * @param trained runs that trained a recipe
 * @param ofToday those of them whose recipe is word for word today's
 * @param engines releases of libtorch that computed them
 */
public record Provenance(String experiment, int trained, int ofToday, List<String> engines) {

    /** Copies the list. */
    public Provenance {
        engines = List.copyOf(engines);
    }

    static Provenance of(Experiment experiment, Outcome outcome) {
        RecipeJson text = RecipeJson.of(ModelRegistry.layerJson());
        Map<String, String> today = new HashMap<>();
        for (Job job : outcome.plan(experiment).jobs()) {
            if (job instanceof TrainingJob training) {
                today.put(training.arm() + " " + training.seed(), text.hash(training.recipe()));
            }
        }
        TreeSet<String> engines = new TreeSet<>();
        List<String> hashes = new ArrayList<>();
        int same = 0;
        for (Outcome.ArmRun run : outcome.runs()) {
            String hash = today.get(run.arm() + " " + run.result().seed());
            if (hash != null) {
                hashes.add(hash);
                same += hash.equals(run.result().recipeHash()) ? 1 : 0;
                engines.add(run.result().versions().getOrDefault("engine", "").split(",")[0]);
            }
        }
        return new Provenance(outcome.experiment(), hashes.size(), same, List.copyOf(engines));
    }

    /** Of all that were read, for the ledger. */
    static String words(List<Provenance> all) {
        int trained = all.stream().mapToInt(Provenance::trained).sum();
        int ofToday = all.stream().mapToInt(Provenance::ofToday).sum();
        TreeSet<String> engines = new TreeSet<>();
        List<String> earlier = new ArrayList<>();
        for (Provenance one : all) {
            engines.addAll(one.engines());
            if (one.ofToday() < one.trained()) {
                earlier.add(one.experiment() + " (" + (one.trained() - one.ofToday()) + " runs)");
            }
        }
        return trained == 0
                ? ""
                : ofToday
                        + " of "
                        + trained
                        + " training runs were made by their recipes as they stand today, by "
                        + String.join(", ", engines)
                        + "."
                        + (earlier.isEmpty()
                                ? ""
                                : " Recipes have changed since, or run in another order, in "
                                        + String.join(", ", earlier)
                                        + ": today's code would not make these runs again to the last"
                                        + " digit.");
    }
}
