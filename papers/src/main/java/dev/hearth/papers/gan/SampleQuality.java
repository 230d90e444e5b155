package dev.hearth.papers.gan;

import dev.hearth.data.Dataset;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.metric.CollapseAlarm;
import dev.hearth.train.metric.ExampleRows;
import dev.hearth.train.metric.ModeCount;
import dev.hearth.train.recipe.GanRecipe;
import dev.hearth.train.task.PostTrainingMetric;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures a trained generator's images, as many as there are test images, with a {@link
 * FeatureClassifier}. The figures:
 *
 * <ul>
 *   <li>{@code frechet}: Fréchet distance of generated and test images over the classifier's features;
 *   <li>{@code frechetOfReal}: the same of as many training images, for scale;
 *   <li>{@code class0}, {@code class1}, …: the share of generated images that look like each class;
 *   <li>{@code classes}: how many classes have a quarter of their fair share or more;
 *   <li>{@code greatestClass}: the share of the most frequent class;
 *   <li>{@code spread}: variance of generated images, divided by that of test images;
 *   <li>{@code collapsed}: 1 where the {@link CollapseAlarm} rings for classes or spread, else 0.
 * </ul>
 *
 * @param recipe of the generator: its images and its noise
 */
record SampleQuality(GanRecipe recipe) implements PostTrainingMetric {

    private static final int BLOCK = 1000;

    @Override
    public Map<String, Double> look(Model generator, DatasetProvider.Sets sets, Seed seed) {
        Device device = generator.parameters().values().device();
        Dataset testing = sets.testing();
        FeatureClassifier classifier =
                FeatureClassifier.trainedOn(recipe.corpus().value(), sets, device);
        Tensor real = ExampleRows.rows(testing);
        Tensor samples = samples(generator, testing.size(), seed, device);
        int others = Math.min(testing.size(), sets.training().size());
        FeatureClassifier.Seen ofReal = classifier.look(real);
        FeatureClassifier.Seen ofSamples = classifier.look(samples);
        FeatureClassifier.Seen ofTraining =
                classifier.look(ExampleRows.rows(sets.training(), 0, others));
        ModeCount classes = classifier.classes(ofSamples);
        CollapseAlarm alarm = CollapseAlarm.usual();
        boolean collapsed =
                alarm.ofModes(classes).isPresent() || alarm.ofSpread(samples, real).isPresent();
        Map<String, Double> figures = new TreeMap<>();
        figures.put("frechet", FeatureClassifier.frechet(ofSamples, ofReal));
        figures.put("frechetOfReal", FeatureClassifier.frechet(ofTraining, ofReal));
        for (int i = 0; i < classes.counts().size(); i++) {
            figures.put("class" + i, (double) classes.counts().get(i) / classes.samples());
        }
        figures.put("classes", (double) classes.covered(alarm.fairShare()));
        figures.put("greatestClass", classes.greatestShare());
        figures.put("spread", CollapseAlarm.spread(samples) / CollapseAlarm.spread(real));
        figures.put("collapsed", collapsed ? 1.0 : 0.0);
        return figures;
    }

    /** [count × pixels], on the CPU as the test images are. */
    private Tensor samples(Model generator, int count, Seed seed, Device device) {
        try (var quiet = NoGrad.open();
                var scope = Scope.open()) {
            Tensor all = null;
            for (int from = 0; from < count; from += BLOCK) {
                int size = Math.min(BLOCK, count - from);
                try (var block = Scope.open()) {
                    Context context = Context.testing(seed.child(from / BLOCK));
                    Tensor noise = recipe.noise().value().draw(size, context.chance()).to(device);
                    Tensor made = generator.apply(noise, context).flatten(1);
                    if (all == null) {
                        all = block.keep(Tensor.zeros(count, made.size(1)));
                    }
                    all.narrow(0, from, size).copyInPlace(made.to(Device.CPU));
                }
            }
            return scope.keep(all);
        }
    }
}
