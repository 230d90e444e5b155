package dev.hearth.experiments;

import dev.hearth.data.Dataset;
import dev.hearth.nn.Shape;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RunSpec;
import java.util.HashMap;
import java.util.Map;

/** About how much work jobs of different plans are: multiply-adds of their forward passes. */
final class JobCost {

    /** Where the set does not say. */
    private static final int EXAMPLES = 50_000;

    private final DatasetProvider datasets;
    private final Map<String, Dataset> sets = new HashMap<>();

    JobCost(DatasetProvider datasets) {
        this.datasets = datasets;
    }

    /** Above 0; only the order of jobs and the time that is left hang on it. */
    double of(Job job) {
        try {
            return Math.max(1, job.spec().map(this::ofRecipe).orElse(job.effort()));
        } catch (RuntimeException unknown) {
            // The job itself says better what is wrong with its recipe or its data.
            return job.effort();
        }
    }

    private double ofRecipe(RunSpec recipe) {
        DatasetSpec spec =
                recipe.images().map(RunSpec.Images::spec).orElse(new DatasetSpec("none", 0, 0));
        double examples = spec.training() > 0 ? spec.training() : EXAMPLES;
        double each = 1;
        if (recipe instanceof Recipe net) {
            each = net.model().value().cost(pixels(spec)).multiplyAdds();
        } else if (recipe instanceof GanRecipe gan) {
            Shape noise = new Shape.Vector(gan.noise().value().size());
            Shape image = gan.generator().value().out(noise);
            each =
                    gan.generator().value().cost(noise).multiplyAdds()
                            + 2.0 * gan.discriminator().value().cost(image).multiplyAdds();
        }
        return recipe.epochCount() * examples * each;
    }

    private Shape pixels(DatasetSpec spec) {
        Dataset set =
                sets.computeIfAbsent(
                        spec.set(),
                        name ->
                                datasets.open(
                                                new DatasetSpec(name, 1, 1),
                                                new Preprocessing.Plain())
                                        .training());
        return new Shape.Image(
                set.pixels().channels(), set.pixels().height(), set.pixels().width());
    }
}
