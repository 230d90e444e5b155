package dev.hearth.train.recipe;

import dev.hearth.data.Augmentation;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Precision;
import dev.hearth.optim.Optimizer;
import dev.hearth.optim.StepModifier;
import dev.hearth.optim.loss.CrossEntropy;
import dev.hearth.optim.loss.Loss;
import dev.hearth.optim.schedule.Schedule;
import java.util.List;
import java.util.Objects;

/** Collects the settings of a {@link Recipe}, each with its origin. */
public final class RecipeBuilder {

    private final String name;
    private Setting<DatasetSpec> corpus;
    private Setting<Preprocessing> preparation =
            new Setting<>(new Preprocessing.Plain(), Origin.ours("none is named"));
    private Setting<List<Augmentation>> augment =
            new Setting<>(List.of(), Origin.ours("none is named"));
    private Setting<Layer> model;
    private Setting<Objective> objective =
            new Setting<>(Objective.CLASSIFY, Origin.ours("the usual"));
    private Setting<Loss> loss =
            new Setting<>(new CrossEntropy(0), Origin.ours("the usual for classes"));
    private Setting<Optimizer> optimizer;
    private Setting<Schedule> rate;
    private Setting<List<StepModifier>> modifiers =
            new Setting<>(List.of(), Origin.ours("none is named"));
    private Setting<Integer> batch;
    private Setting<Integer> epochs;
    private Setting<ParameterStart> start =
            new Setting<>(new ParameterStart.AsDrawn(), Origin.ours("none is named"));
    private Setting<Momentum> momentum =
            new Setting<>(new Momentum.OfOptimizer(), Origin.ours("none is named"));

    private Setting<Precision> precision = RunSpec.float32();
    private Setting<Sampling> sampling = Recipe.EACH_ONCE;
    private Setting<EpochChoice> keep = Recipe.LAST;
    private Setting<StepMethod> step = Recipe.LAYERS;

    RecipeBuilder(String name) {
        this.name = name;
    }

    /** Which images. */
    public RecipeBuilder corpus(DatasetSpec value, Origin origin) {
        corpus = new Setting<>(value, origin);
        return this;
    }

    /** What is done to them once. */
    public RecipeBuilder preparation(Preprocessing value, Origin origin) {
        preparation = new Setting<>(value, origin);
        return this;
    }

    /** What is done to a training image each time: in order. */
    public RecipeBuilder augment(List<Augmentation> value, Origin origin) {
        augment = new Setting<>(List.copyOf(value), origin);
        return this;
    }

    /** The net. */
    public RecipeBuilder model(Layer value, Origin origin) {
        model = new Setting<>(value, origin);
        return this;
    }

    /** What the net gives back. */
    public RecipeBuilder objective(Objective value, Origin origin) {
        objective = new Setting<>(value, origin);
        return this;
    }

    /** What is minimised. */
    public RecipeBuilder loss(Loss value, Origin origin) {
        loss = new Setting<>(value, origin);
        return this;
    }

    /** How it is minimised. */
    public RecipeBuilder optimizer(Optimizer value, Origin origin) {
        optimizer = new Setting<>(value, origin);
        return this;
    }

    /** The learning rate: by step. */
    public RecipeBuilder rate(Schedule value, Origin origin) {
        rate = new Setting<>(value, origin);
        return this;
    }

    /** What is done to gradients and weights besides: in order. */
    public RecipeBuilder modifiers(List<StepModifier> value, Origin origin) {
        modifiers = new Setting<>(List.copyOf(value), origin);
        return this;
    }

    /** Examples a step: above 0. */
    public RecipeBuilder batch(int value, Origin origin) {
        batch = new Setting<>(value, origin);
        return this;
    }

    /** Ways through the training images: above 0. */
    public RecipeBuilder epochs(int value, Origin origin) {
        epochs = new Setting<>(value, origin);
        return this;
    }

    /** How parameters begin: drawn, or drawn and set from images. */
    public RecipeBuilder start(ParameterStart value, Origin origin) {
        start = new Setting<>(value, origin);
        return this;
    }

    /** The optimizer's momentum, or its β₁, by step: the optimizer's own, or a schedule. */
    public RecipeBuilder momentum(Momentum value, Origin origin) {
        momentum = new Setting<>(value, origin);
        return this;
    }

    /** In what the net computes: {@link Precision#FLOAT32} by default. */
    public RecipeBuilder precision(Precision value, Origin origin) {
        precision = new Setting<>(value, origin);
        return this;
    }

    /** How often an epoch has each image: once, or more often in rare classes. */
    public RecipeBuilder sampling(Sampling value, Origin origin) {
        sampling = new Setting<>(value, origin);
        return this;
    }

    /** Which epoch's weights the run ends with: the last, or the best. */
    public RecipeBuilder keep(EpochChoice value, Origin origin) {
        keep = new Setting<>(value, origin);
        return this;
    }

    /** How the loss and the gradient of a step are computed: {@link StepMethod#LAYERS} by default. */
    public RecipeBuilder step(StepMethod value, Origin origin) {
        step = new Setting<>(value, origin);
        return this;
    }

    /**
     * The recipe.
     *
     * @throws IllegalStateException if a setting that has no default is missing
     */
    public Recipe build() {
        if (corpus == null
                || model == null
                || optimizer == null
                || rate == null
                || batch == null
                || epochs == null) {
            throw new IllegalStateException(
                    "A recipe needs corpus, model, optimizer, rate, batch and epochs. Received: "
                            + Objects.toString(corpus, "no corpus")
                            + (model == null ? ", no model" : "")
                            + (optimizer == null ? ", no optimizer" : "")
                            + (rate == null ? ", no rate" : "")
                            + (batch == null ? ", no batch" : "")
                            + (epochs == null ? ", no epochs" : "")
                            + ". Give what is missing.");
        }
        return new Recipe(
                name,
                corpus,
                preparation,
                augment,
                model,
                objective,
                loss,
                optimizer,
                rate,
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
}
