package dev.hearth.train.recipe;

import dev.hearth.nn.Layer;
import dev.hearth.nn.Precision;
import dev.hearth.optim.MovingAverage;
import dev.hearth.optim.loss.DiscriminatorLabels;
import dev.hearth.optim.loss.GanLoss;
import dev.hearth.train.ModelTask;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One training of two models that are trained against each other, a generative adversarial net (Goodfellow et
 * al. 2014), every setting with its origin: a record that is printed before the run, hashed, and stored
 * with every checkpoint and result.
 *
 * @param name such as {@code gan/mnist-published}
 * @param corpus which images
 * @param preparation what is done to them once
 * @param holdOut the last so many training images that are kept from training, for validation
 * @param generator from noise to images
 * @param discriminator from images to one logit
 * @param noise what the generator makes images of
 * @param outputBias how the generator's last biases begin
 * @param payoff what each makes small
 * @param labels what the discriminator is told
 * @param turns who is updated how often
 * @param generatorUpdate how the generator follows its gradient
 * @param discriminatorUpdate how the discriminator follows its own
 * @param average of the generator's weights, with which it is measured and sampled; a decay of 0 for none
 * @param gauges what is measured after epochs
 * @param batch real images a step, and as many fakes
 * @param epochs ways through the training images
 * @param precision in what both nets compute; float32 in recipes that name none
 */
public record GanRecipe(
        String name,
        Setting<DatasetSpec> corpus,
        Setting<Preprocessing> preparation,
        Setting<Integer> holdOut,
        Setting<Layer> generator,
        Setting<Layer> discriminator,
        Setting<Noise> noise,
        Setting<OutputBias> outputBias,
        Setting<GanLoss> payoff,
        Setting<DiscriminatorLabels> labels,
        Setting<UpdateRatio> turns,
        Setting<Update> generatorUpdate,
        Setting<Update> discriminatorUpdate,
        Setting<MovingAverage> average,
        Setting<List<GeneratorMetric>> gauges,
        Setting<Integer> batch,
        Setting<Integer> epochs,
        Setting<Precision> precision)
        implements RunSpec {

    /** Copies the list, and refuses a recipe that could not run. */
    public GanRecipe {
        gauges = new Setting<>(List.copyOf(gauges.value()), gauges.origin());
        if (name.isBlank()
                || RunSpec.isNoCount(batch)
                || RunSpec.isNoCount(epochs)
                || holdOut.value() < 0) {
            throw new IllegalArgumentException(
                    "A recipe of a GAN needs a name, a batch and epochs from 1 to a million, and a holdOut"
                            + " of 0 or more. Received: name="
                            + name
                            + ", batch="
                            + batch.value()
                            + ", epochs="
                            + epochs.value()
                            + ", holdOut="
                            + holdOut.value()
                            + ". Name it and give counts in that range.");
        }
    }

    /**
     * Begins a recipe.
     *
     * @param name such as {@code gan/mnist-published}
     */
    public static GanRecipeBuilder named(String name) {
        return new GanRecipeBuilder(name);
    }

    @Override
    public int epochCount() {
        return epochs.value();
    }

    @Override
    public Optional<Images> images() {
        return Optional.of(new Images(corpus.value(), preparation.value()));
    }

    @Override
    public Set<String> unhashed() {
        return precision.value() == Precision.FLOAT32 ? Set.of("precision") : Set.of();
    }

    @Override
    public ModelTask task(TaskContext context) {
        return context.adversarial(this);
    }
}
