package dev.hearth.papers.gan;

import static dev.hearth.train.recipe.Origin.ours;

import dev.hearth.data.ImageShape;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.layers.Layers;
import dev.hearth.optim.Adam;
import dev.hearth.optim.schedule.ConstantSchedule;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.Trainer;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.metric.ExampleRows;
import dev.hearth.train.metric.FeatureMoments;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.task.PostTrainingMetric;
import dev.hearth.train.task.SupervisedTask;
import java.util.Map;

/**
 * How much of real images' texture and of their structure a generator's images have, each on a scale
 * from 0, as real images have from which it was taken, to 1, as real images have:
 *
 * <ul>
 *   <li>{@code texture}: 1 − d(samples)/d(blurred), where d is the Fréchet distance of 5×5 patches from
 *       those of real images, and blurred images are real ones averaged over 5×5;
 *   <li>{@code structure}: (c(samples) − c(shuffled))/(c(real) − c(shuffled)), where c is the mean
 *       probability of the class that a convolutional classifier takes an image for, and shuffled images
 *       are real ones whose 8×8 tiles are in random order.
 * </ul>
 *
 * <p>Below 0 where there is less than in these; {@code textureOfReal} is that of training images beside
 * test images, for scale. Besides {@code confidence}, {@code confidenceOfReal} and {@code
 * confidenceOfShuffled}.
 *
 * @param recipe of the generator
 * @param images how many are compared, at most as many as there are test images
 */
record TextureAndStructure(GanRecipe recipe, int images) implements PostTrainingMetric {

    private static final int BLOCK = 500;

    /** Always the same, so that runs with different seeds are measured by the same classifier. */
    private static final Seed SEED = new Seed(1);

    @Override
    public Map<String, Double> look(Model generator, DatasetProvider.Sets sets, Seed seed) {
        Device device = generator.parameters().values().device();
        int count = Math.min(images, Math.min(sets.testing().size(), sets.training().size()));
        ImageShape pixels = sets.testing().pixels();
        float[] real = ExampleRows.rows(sets.testing(), 0, count).toFloats();
        float[] training = ExampleRows.rows(sets.training(), 0, count).toFloats();
        float[] made = samples(generator, count, seed, device);
        Model classifier = classifier(recipe.corpus().value(), sets, device);
        return figures(new PatchStatistics(pixels), classifier, made, real, training, seed);
    }

    static Map<String, Double> figures(
            PatchStatistics patches,
            Model classifier,
            float[] made,
            float[] real,
            float[] training,
            Seed seed) {
        Seed places = seed.child("patches");
        FeatureMoments of = patches.moments(real, places);
        double scale = PatchStatistics.distance(of, patches.moments(patches.blurred(real), places));
        double ofReal = confidence(classifier, real);
        double ofShuffled = confidence(classifier, patches.shuffled(real, seed.child("shuffled")));
        double ofMade = confidence(classifier, made);
        return Map.of(
                "texture",
                1 - PatchStatistics.distance(of, patches.moments(made, places)) / scale,
                "textureOfReal",
                1 - PatchStatistics.distance(of, patches.moments(training, places)) / scale,
                "structure",
                (ofMade - ofShuffled) / (ofReal - ofShuffled),
                "confidence",
                ofMade,
                "confidenceOfReal",
                ofReal,
                "confidenceOfShuffled",
                ofShuffled);
    }

    /** Trained on the images that the generator learns from; its tensors live in the open scope. */
    static Model classifier(DatasetSpec corpus, DatasetProvider.Sets sets, Device device) {
        int classes = sets.training().classNames().size();
        Recipe recipe =
                Recipe.named("gan/structure-classifier-" + corpus.set())
                        .corpus(corpus, ours("the generator's own images"))
                        .model(
                                Layers.sequence(
                                        Layers.conv(24, 5).stride(2),
                                        Layers.elu(),
                                        Layers.conv(48, 3).stride(2),
                                        Layers.elu(),
                                        Layers.conv(64, 3).stride(2),
                                        Layers.elu(),
                                        Layers.flatten(),
                                        Layers.linear(classes)),
                                ours("small, and independent of the GAN"))
                        .optimizer(new Adam(), ours("needs no tuning"))
                        .rate(new ConstantSchedule(1e-3), ours("Adam's usual rate"))
                        .batch(100, ours("as the generator's"))
                        .epochs(4, ours("about half of CIFAR-10's test images are right"))
                        .build();
        SupervisedTask task = new SupervisedTask(recipe, sets, SEED, device, 0);
        Trainer.of(task).epochs(recipe.epochs().value()).seed(SEED).run();
        return task.network();
    }

    /** The mean over images of the greatest class probability. */
    static double confidence(Model classifier, float[] images) {
        int size = Math.toIntExact(classifier.in().count());
        int count = images.length / size;
        Device device = classifier.parameters().values().device();
        double sum = 0;
        try (var quiet = NoGrad.open();
                var scope = Scope.open()) {
            Tensor rows = Tensor.of(images, count, size);
            for (int from = 0; from < count; from += BLOCK) {
                int some = Math.min(BLOCK, count - from);
                try (var block = Scope.open()) {
                    Tensor x =
                            rows.narrow(0, from, some)
                                    .to(device)
                                    .reshape(classifier.in().batch(some));
                    sum +=
                            classifier
                                    .apply(x, Context.testing(SEED))
                                    .softmax(1)
                                    .amax(Tensor.Keep.NOTHING, 1)
                                    .sum()
                                    .item();
                }
            }
        }
        return sum / count;
    }

    private float[] samples(Model generator, int count, Seed seed, Device device) {
        try (var quiet = NoGrad.open();
                var scope = Scope.open()) {
            Context pass = Context.testing(seed.child("samples"));
            Tensor noise = recipe.noise().value().draw(count, pass.chance()).to(device);
            return generator.apply(noise, pass).flatten(1).to(Device.CPU).toFloats();
        }
    }
}
