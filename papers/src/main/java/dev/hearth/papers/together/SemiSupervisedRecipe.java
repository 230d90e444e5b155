package dev.hearth.papers.together;

import dev.hearth.nn.Layer;
import dev.hearth.nn.Precision;
import dev.hearth.train.ModelTask;
import dev.hearth.train.recipe.DatasetSpec;
import dev.hearth.train.recipe.Noise;
import dev.hearth.train.recipe.ParameterStart;
import dev.hearth.train.recipe.Preprocessing;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.recipe.Setting;
import dev.hearth.train.recipe.TaskContext;
import dev.hearth.train.recipe.Update;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of learning from few labels and many images, each with its origin: see
 * {@code SemiSupervisedTask}.
 *
 * @param name such as {@code together/labels-mnist/generator}
 * @param corpus which images; all training images are used, few with their labels
 * @param preparation what is done to them once
 * @param labels how many training images come with their labels, as many of each class, drawn by the
 *     run's seed
 * @param unlabelled what is done with the others
 * @param model image → a logit for each class
 * @param generator noise → image, for {@link UnlabelledUse#GENERATOR}
 * @param noise what it makes images of
 * @param start how the model's parameters begin
 * @param modelUpdate how the model follows its gradient
 * @param generatorUpdate how the generator does
 * @param batch labelled images a step, as many unlabelled ones, and as many made
 * @param epochs passes over all training images
 * @param precision in what the nets compute; float32 in recipes that name none
 */
public record SemiSupervisedRecipe(
        String name,
        Setting<DatasetSpec> corpus,
        Setting<Preprocessing> preparation,
        Setting<Integer> labels,
        Setting<UnlabelledUse> unlabelled,
        Setting<Layer> model,
        Setting<Layer> generator,
        Setting<Noise> noise,
        Setting<ParameterStart> start,
        Setting<Update> modelUpdate,
        Setting<Update> generatorUpdate,
        Setting<Integer> batch,
        Setting<Integer> epochs,
        Setting<Precision> precision)
        implements RunSpec {

    /** What is done with images whose labels it is not told. */
    public enum UnlabelledUse {
        /** Nothing: it learns from the labelled ones alone. */
        NONE,
        /**
         * Takes the class that the net itself finds likeliest for the label, with a weight that grows (Lee 2013,
         * eqs. 15 and 16).
         */
        PSEUDO_LABELS,
        /**
         * A generator's images are a further class; the unlabelled ones are one of the others; the generator
         * matches the mean features of real images (Salimans et al. 2016, §3.1 and §5).
         */
        GENERATOR
    }

    /** Refuses counts that could not be trained with. */
    public SemiSupervisedRecipe {
        if (name.isBlank()
                || RunSpec.isNoCount(batch)
                || RunSpec.isNoCount(epochs)
                || RunSpec.isNoCount(labels)) {
            throw new IllegalArgumentException(
                    "A SemiSupervisedRecipe needs a name, and labels, a batch and epochs from 1 to a million."
                            + " Received: name="
                            + name
                            + ", labels="
                            + labels.value()
                            + ", batch="
                            + batch.value()
                            + ", epochs="
                            + epochs.value()
                            + ". Name it and give counts in that range.");
        }
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
        return new SemiSupervisedTask(this, context);
    }
}
