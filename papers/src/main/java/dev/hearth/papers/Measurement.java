package dev.hearth.papers;

import dev.hearth.data.Digests;
import dev.hearth.tensor.Engine;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.train.Listener;
import dev.hearth.train.Machine;
import dev.hearth.train.Result;
import dev.hearth.train.Run;
import dev.hearth.train.RunFolder;
import dev.hearth.train.recipe.Budget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * A job that measures without training: a formula, a count, a time.
 *
 * @param name such as {@code elu/formula}
 * @param arm which variant
 * @param seed which seed
 * @param budget how much work it is meant to be
 * @param effort how much work it is beside others of its plan
 * @param what measures; called in a scope of its own
 */
public record Measurement(
        String name,
        String arm,
        long seed,
        Budget budget,
        double effort,
        Function<Seed, Map<String, Double>> what)
        implements Job {

    @Override
    public Result run(Run.Place place, Path folder, List<Listener> listeners) {
        String hash = Digests.of(name + " " + arm + " " + budget.word());
        try (RunFolder home = RunFolder.open(folder)) {
            Path done = home.file("result.json");
            if (Files.exists(done)) {
                Result before = Result.read(done);
                if (before.recipeHash().equals(hash) && before.seed() == seed) {
                    return before;
                }
            }
            long begun = System.nanoTime();
            Map<String, Double> figures;
            try (var room = Scope.open()) {
                figures = what.apply(new Seed(seed));
            }
            Result result =
                    new Result(
                            name + "/" + arm,
                            hash,
                            budget.word(),
                            Map.of("name", "none"),
                            seed,
                            place.device().name().toLowerCase(Locale.ROOT),
                            Engine.threads(),
                            Machine.hardware(),
                            Machine.versions(),
                            figures,
                            List.of(),
                            List.of(),
                            (System.nanoTime() - begun) / 1e9,
                            0);
            home.write("result.json", result.json());
            return result;
        }
    }
}
