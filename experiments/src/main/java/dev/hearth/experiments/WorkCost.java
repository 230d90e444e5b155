package dev.hearth.experiments;

import dev.hearth.nn.Layer;
import dev.hearth.nn.Shape;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Noise;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.recipe.Setting;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How much arithmetic the jobs of a plan are, from their recipes alone: nothing is built and no data set is
 * opened.
 *
 * @param multiplyAdds of training, a backward pass counted as two forward ones; NaN where a recipe does not
 *     tell
 * @param steps of the optimiser
 */
record WorkCost(double multiplyAdds, double steps) {

    /** Multiply-adds a second of a data-centre GPU in float32 with nets of these sizes: an assumption. */
    private static final double GPU_RATE = 5e12;

    /** Seconds of a step of which the GPU waits for the processor to name its operations: an assumption. */
    private static final double GPU_STEP = 0.003;

    private static final double PASSES = 3;

    /** What is known of data sets by their names: count of training images, channels, side. */
    private record Known(int images, int channels, int side) {}

    private static final Known OTHER = new Known(60_000, 1, 28);

    private static final Map<String, Known> SETS =
            Map.of(
                    "strokes", new Known(20_000, 1, 28),
                    "cifar-10", new Known(50_000, 3, 32),
                    "cifar-10-tuning", new Known(45_000, 3, 32),
                    "cifar-100", new Known(50_000, 3, 32),
                    "imagenet", new Known(1_281_167, 3, 299),
                    "imagenet-256", new Known(1_281_167, 3, 224),
                    "faces", new Known(100_000, 1, 48),
                    "assamese", new Known(6_588, 1, 64),
                    "casia-olhwdb1.1", new Known(900_000, 1, 40));

    /** How many training images a recipe has; all of a set that is not known are as many as MNIST has. */
    static int images(DatasetSpec spec) {
        return spec.training() > 0
                ? spec.training()
                : SETS.getOrDefault(spec.set(), OTHER).images();
    }

    /** Of all jobs together. */
    static WorkCost of(List<Job> jobs) {
        double multiplyAdds = 0;
        double steps = 0;
        for (Job job : jobs) {
            Optional<RunSpec> spec = job.spec();
            WorkCost one =
                    job instanceof MeasurementJob measured
                            ? new WorkCost(
                                    PASSES * measured.multiplyAdds() * measured.steps(),
                                    measured.steps())
                            : spec.isEmpty()
                                    ? new WorkCost(Double.NaN, job.effort())
                                    : of(spec.get());
            multiplyAdds += one.multiplyAdds;
            steps += one.steps;
        }
        return new WorkCost(multiplyAdds, steps);
    }

    private static WorkCost of(RunSpec recipe) {
        Optional<RunSpec.Images> images = recipe.images();
        if (images.isEmpty()) {
            return new WorkCost(Double.NaN, recipe.epochCount());
        }
        double seen = (double) recipe.epochCount() * images(images.get().spec());
        double steps = seen / recipe.batch().value();
        try {
            return new WorkCost(PASSES * seen * forward(recipe, images.get()), steps);
        } catch (RuntimeException otherShape) {
            // The net is for images of a size that the name does not tell.
            return new WorkCost(Double.NaN, steps);
        }
    }

    private static double forward(RunSpec recipe, RunSpec.Images images) {
        Map<String, Setting<?>> settings = recipe.settings();
        Shape image = shape(images);
        double sum = 0;
        boolean isNet = false;
        for (String name : List.of("model", "discriminator", "generator")) {
            if (settings.containsKey(name) && settings.get(name).value() instanceof Layer net) {
                Shape in =
                        name.equals("generator")
                                ? new Shape.Vector(((Noise) settings.get("noise").value()).size())
                                : image;
                // A discriminator sees what is real and what is made.
                sum += (name.equals("discriminator") ? 2 : 1) * net.cost(in).multiplyAdds();
                isNet = true;
            }
        }
        return isNet ? sum : Double.NaN;
    }

    private static Shape shape(RunSpec.Images images) {
        String set = images.spec().set();
        if (set.startsWith("line") || set.startsWith("ring")) {
            return new Shape.Image(1, 1, set.startsWith("line") ? 1 : 2);
        }
        Known known = SETS.getOrDefault(set, OTHER);
        int side =
                images.preparation() instanceof Preprocessing.Centred centred
                        ? centred.side()
                        : known.side();
        return new Shape.Image(known.channels(), side, side);
    }

    boolean isKnown() {
        return multiplyAdds > 0;
    }

    double multiplyAddsOfStep() {
        return multiplyAdds / steps;
    }

    /** Hours of a GPU, by what is assumed of it; NaN where the arithmetic is not known. */
    double gpuHours() {
        return Math.max(multiplyAdds / GPU_RATE, steps * GPU_STEP) / 3600;
    }
}
