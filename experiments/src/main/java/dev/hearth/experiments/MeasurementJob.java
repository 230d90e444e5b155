package dev.hearth.experiments;

import dev.hearth.data.Sha256;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.run.HardwareInfo;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.train.run.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * A job that measures without training: a formula, a count, a time.
 *
 * @param name such as {@code elu/formula}
 * @param arm which variant
 * @param seed which seed
 * @param budget how much work it is meant to be
 * @param effort how much work it is beside others of its plan
 * @param what measures on a device; called in a scope of its own
 * @param multiplyAdds of one of its steps, of the forward passes; NaN where that is not known
 * @param steps how many steps of a net it takes
 */
public record MeasurementJob(
        String name,
        String arm,
        long seed,
        Budget budget,
        double effort,
        BiFunction<Seed, Device, Map<String, Double>> what,
        double multiplyAdds,
        double steps)
        implements Job {

    /** The name of the data set that a result names where nothing was learned. */
    static final String NO_DATA = "none";

    /** One of which it is not known how much arithmetic it is. */
    public MeasurementJob(
            String name,
            String arm,
            long seed,
            Budget budget,
            double effort,
            BiFunction<Seed, Device, Map<String, Double>> what) {
        this(name, arm, seed, budget, effort, what, Double.NaN, effort);
    }

    /** The same, of so many steps with batches of a net: what its time is estimated by. */
    public MeasurementJob of(Layer net, Shape in, int batch, double count) {
        return new MeasurementJob(
                name,
                arm,
                seed,
                budget,
                effort,
                what,
                (double) batch * net.cost(in).multiplyAdds(),
                count);
    }

    @Override
    public Optional<String> recipeHash() {
        return Optional.of(Sha256.of(name + " " + arm + " " + budget.word()));
    }

    @Override
    public Result run(Run.Place place, Path folder, List<TrainingListener> listeners) {
        String hash = recipeHash().orElseThrow();
        try (RunFolder home = RunFolder.open(folder)) {
            Path done = home.file("result.json");
            if (Files.exists(done)) {
                Result before = Result.read(done);
                if (before.recipeHash().equals(hash)
                        && before.seed() == seed
                        && before.device().equals(place.device().toString())) {
                    return before;
                }
            }
            long begun = System.nanoTime();
            Map<String, Double> figures;
            try (var scope = Scope.open()) {
                figures = what.apply(new Seed(seed), place.device());
            }
            Result result =
                    new Result(
                            name + "/" + arm,
                            hash,
                            budget.word(),
                            Map.of("name", NO_DATA),
                            seed,
                            place.device().toString(),
                            LibTorch.threads(),
                            HardwareInfo.hardware(),
                            HardwareInfo.versions(),
                            figures,
                            List.of(),
                            (System.nanoTime() - begun) / 1e9,
                            0);
            home.write("result.json", result.json());
            return result;
        }
    }
}
