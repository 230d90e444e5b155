package dev.hearth.train.recipe;

import dev.hearth.data.Augmentation;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Precision;
import dev.hearth.optim.Optimizer;
import dev.hearth.optim.StepModifier;
import dev.hearth.optim.loss.Loss;
import dev.hearth.optim.schedule.Schedule;
import dev.hearth.train.ModelTask;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One training, every setting with its origin: a record that is printed before the run, hashed, and
 * stored with every checkpoint and result.
 *
 * @param name such as {@code elu/mnist-8x128/relu}
 * @param corpus which images
 * @param preparation what is done to them once
 * @param augment what is done to a training image each time it is seen, in order
 * @param model the net
 * @param objective what it gives back
 * @param loss what is minimised
 * @param optimizer how
 * @param rate the learning rate
 * @param modifiers what is done to gradients and weights besides, in order
 * @param batch examples a step
 * @param epochs ways through the training images
 * @param start how parameters begin
 * @param momentum the optimizer's momentum by step
 * @param precision in what the net computes; float32 in recipes that name none
 * @param sampling how often an epoch has each image
 * @param keep which epoch's weights the run ends with
 * @param step how the loss and the gradient of a step are computed; layer by layer in recipes that name nothing
 */
public record Recipe(
        String name,
        Setting<DatasetSpec> corpus,
        Setting<Preprocessing> preparation,
        Setting<List<Augmentation>> augment,
        Setting<Layer> model,
        Setting<Objective> objective,
        Setting<Loss> loss,
        Setting<Optimizer> optimizer,
        Setting<Schedule> rate,
        Setting<List<StepModifier>> modifiers,
        Setting<Integer> batch,
        Setting<Integer> epochs,
        Setting<ParameterStart> start,
        Setting<Momentum> momentum,
        Setting<Precision> precision,
        Setting<Sampling> sampling,
        Setting<EpochChoice> keep,
        Setting<StepMethod> step)
        implements RunSpec {

    static final Setting<Sampling> EACH_ONCE =
            new Setting<>(Sampling.EACH_ONCE, Origin.ours("none is named"));
    static final Setting<EpochChoice> LAST =
            new Setting<>(new EpochChoice.Last(), Origin.ours("none is named"));
    static final Setting<StepMethod> LAYERS =
            new Setting<>(StepMethod.LAYERS, Origin.ours("none is named"));

    /** Copies the lists, and refuses a recipe that could not run. */
    public Recipe {
        augment = new Setting<>(List.copyOf(augment.value()), augment.origin());
        modifiers = new Setting<>(List.copyOf(modifiers.value()), modifiers.origin());
        if (name.isBlank() || RunSpec.isNoCount(batch) || RunSpec.isNoCount(epochs)) {
            throw new IllegalArgumentException(
                    "A recipe needs a name, a batch and epochs from 1 to a million. Received: name="
                            + name
                            + ", batch="
                            + batch.value()
                            + ", epochs="
                            + epochs.value()
                            + ". Name it and give counts in that range.");
        }
    }

    /**
     * Begins a recipe.
     *
     * @param name such as {@code elu/mnist-8x128/relu}
     */
    public static RecipeBuilder named(String name) {
        return new RecipeBuilder(name);
    }

    /** The same with another learning rate. */
    public Recipe withRate(Schedule schedule) {
        return new Recipe(
                name,
                corpus,
                preparation,
                augment,
                model,
                objective,
                loss,
                optimizer,
                new Setting<>(schedule, Origin.ours("set by hand")),
                modifiers,
                batch,
                epochs,
                start,
                momentum,
                precision,
                sampling,
                keep,
                step);
    }

    @Override
    public int epochCount() {
        return epochs.value();
    }

    @Override
    public EpochChoice epochChoice() {
        return keep.value();
    }

    @Override
    public Optional<Images> images() {
        return Optional.of(new Images(corpus.value(), preparation.value()));
    }

    @Override
    public ModelTask task(TaskContext context) {
        return context.supervised(this);
    }

    @Override
    public Set<String> unhashed() {
        Set<String> names = new TreeSet<>();
        if (start.value() instanceof ParameterStart.AsDrawn) {
            names.add("start");
        }
        if (momentum.value() instanceof Momentum.OfOptimizer) {
            names.add("momentum");
        }
        if (precision.value() == Precision.FLOAT32) {
            names.add("precision");
        }
        if (sampling.value() == Sampling.EACH_ONCE) {
            names.add("sampling");
        }
        if (keep.value() instanceof EpochChoice.Last) {
            names.add("keep");
        }
        if (step.value() == StepMethod.LAYERS) {
            names.add("step");
        }
        return names;
    }
}
