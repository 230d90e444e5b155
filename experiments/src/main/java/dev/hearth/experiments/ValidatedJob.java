package dev.hearth.experiments;

import dev.hearth.data.Dataset;
import dev.hearth.experiments.claim.TunedComparison;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.train.task.PostTrainingMetric;
import dev.hearth.train.task.RepeatedTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job that measures the error besides on training images that are trained on by none: what a setting is
 * chosen by, so that the test images do not choose.
 *
 * @param job trains a recipe on {@value #SET}
 */
public record ValidatedJob(TrainingJob job) implements Job {

    /** CIFAR-10, of whose training images the last 5000 are kept. */
    public static final String SET = "cifar-10-tuning";

    private static final String KEPT = "cifar-10-validation";

    /** Training jobs as such ones. */
    public static List<Job> all(List<Job> jobs) {
        return jobs.stream().<Job>map(job -> new ValidatedJob((TrainingJob) job)).toList();
    }

    @Override
    public String arm() {
        return job.arm();
    }

    @Override
    public long seed() {
        return job.seed();
    }

    @Override
    public Optional<RunSpec> spec() {
        return job.spec();
    }

    @Override
    public double effort() {
        return job.effort();
    }

    @Override
    public Result run(Run.Place place, Path folder, List<TrainingListener> listeners) {
        Recipe recipe = (Recipe) job.recipe();
        DatasetSpec spec = new DatasetSpec(KEPT, recipe.corpus().value().training(), 0);
        Dataset kept = place.datasets().open(spec, recipe.preparation().value()).testing();
        List<PostTrainingMetric> probes = new ArrayList<>(job.probes());
        probes.add(
                (network, sets, seed) -> {
                    DatasetProvider.Sets held = new DatasetProvider.Sets(sets.training(), kept);
                    Map<String, Double> figures =
                            new RepeatedTest(List.of(1), 0, RepeatedTest.Beginning.ONCE)
                                    .look(network, held, seed);
                    return Map.of(TunedComparison.VALIDATION, figures.get("averagedError1"));
                });
        return new TrainingJob(job.arm(), job.seed(), recipe, job.budget(), probes)
                .run(place, folder, listeners);
    }
}
