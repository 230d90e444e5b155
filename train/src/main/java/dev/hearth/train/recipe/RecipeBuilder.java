package dev.hearth.train.recipe;

import dev.hearth.data.Augmentation;
import dev.hearth.nn.Layer;
import dev.hearth.optim.Optimizer;
import dev.hearth.optim.StepModifier;
import dev.hearth.optim.loss.CrossEntropy;
import dev.hearth.optim.loss.Loss;
import dev.hearth.optim.schedule.Schedule;
import java.util.List;
import java.util.Objects;

/** Collects the knobs of a {@link Recipe}, each with its origin. */
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

    RecipeBuilder(String name) {
        this.name = name;
    }

    /**
     * Which images.
     *
     * @param value the corpus
     * @param origin where this comes from
     * @return this
     */
    public RecipeBuilder corpus(DatasetSpec value, Origin origin) {
        corpus = new Setting<>(value, origin);
        return this;
    }

    /**
     * What is done to them once.
     *
     * @param value the preparation
     * @param origin where this comes from
     * @return this
     */
    public RecipeBuilder preparation(Preprocessing value, Origin origin) {
        preparation = new Setting<>(value, origin);
        return this;
    }

    /**
     * What is done to a training image each time.
     *
     * @param value in order
     * @param origin where this comes from
     * @return this
     */
    public RecipeBuilder augment(List<Augmentation> value, Origin origin) {
        augment = new Setting<>(List.copyOf(value), origin);
        return this;
    }

    /**
     * The net.
     *
     * @param value the letter
     * @param origin where this comes from
     * @return this
     */
    public RecipeBuilder model(Layer value, Origin origin) {
        model = new Setting<>(value, origin);
        return this;
    }

    /**
     * What the net gives back.
     *
     * @param value the objective
     * @param origin where this comes from
     * @return this
     */
    public RecipeBuilder objective(Objective value, Origin origin) {
        objective = new Setting<>(value, origin);
        return this;
    }

    /**
     * What is minimised.
     *
     * @param value the loss
     * @param origin where this comes from
     * @return this
     */
    public RecipeBuilder loss(Loss value, Origin origin) {
        loss = new Setting<>(value, origin);
        return this;
    }

    /**
     * How it is minimised.
     *
     * @param value the optimiser
     * @param origin where this comes from
     * @return this
     */
    public RecipeBuilder optimizer(Optimizer value, Origin origin) {
        optimizer = new Setting<>(value, origin);
        return this;
    }

    /**
     * The learning rate.
     *
     * @param value by step
     * @param origin where this comes from
     * @return this
     */
    public RecipeBuilder rate(Schedule value, Origin origin) {
        rate = new Setting<>(value, origin);
        return this;
    }

    /**
     * What is done to gradients and weights besides.
     *
     * @param value in order
     * @param origin where this comes from
     * @return this
     */
    public RecipeBuilder modifiers(List<StepModifier> value, Origin origin) {
        modifiers = new Setting<>(List.copyOf(value), origin);
        return this;
    }

    /**
     * Examples a step.
     *
     * @param value above 0
     * @param origin where this comes from
     * @return this
     */
    public RecipeBuilder batch(int value, Origin origin) {
        batch = new Setting<>(value, origin);
        return this;
    }

    /**
     * Ways through the training images.
     *
     * @param value above 0
     * @param origin where this comes from
     * @return this
     */
    public RecipeBuilder epochs(int value, Origin origin) {
        epochs = new Setting<>(value, origin);
        return this;
    }

    /**
     * How parameters begin.
     *
     * @param value drawn, or drawn and set from images
     * @param origin where this comes from
     * @return this
     */
    public RecipeBuilder start(ParameterStart value, Origin origin) {
        start = new Setting<>(value, origin);
        return this;
    }

    /**
     * The optimiser's momentum, or its β₁, by step.
     *
     * @param value the optimiser's own, or a schedule
     * @param origin where this comes from
     * @return this
     */
    public RecipeBuilder momentum(Momentum value, Origin origin) {
        momentum = new Setting<>(value, origin);
        return this;
    }

    /**
     * The recipe.
     *
     * @return complete
     * @throws IllegalStateException if a knob that has no default is missing
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
                momentum);
    }
}
