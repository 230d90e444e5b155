package dev.hearth.train.recipe;

import dev.hearth.data.Augment;
import dev.hearth.nn.Layer;
import dev.hearth.train.loss.CrossEntropy;
import dev.hearth.train.loss.Loss;
import dev.hearth.train.optim.Modifier;
import dev.hearth.train.optim.Optimizer;
import dev.hearth.train.schedule.Schedule;
import java.util.List;
import java.util.Objects;

/** Collects the knobs of a {@link Recipe}, each with its origin. */
public final class RecipeBuilder {

    private final String name;
    private Knob<Corpus> corpus;
    private Knob<Preparation> preparation =
            new Knob<>(new Preparation.Plain(), Origin.ours("none is named"));
    private Knob<List<Augment>> augment = new Knob<>(List.of(), Origin.ours("none is named"));
    private Knob<Layer> model;
    private Knob<Objective> objective = new Knob<>(Objective.CLASSIFY, Origin.ours("the usual"));
    private Knob<Loss> loss = new Knob<>(new CrossEntropy(0), Origin.ours("the usual for classes"));
    private Knob<Optimizer> optimizer;
    private Knob<Schedule> rate;
    private Knob<List<Modifier>> modifiers = new Knob<>(List.of(), Origin.ours("none is named"));
    private Knob<Integer> batch;
    private Knob<Integer> epochs;
    private Knob<Start> start = new Knob<>(new Start.AsDrawn(), Origin.ours("none is named"));
    private Knob<Momentum> momentum =
            new Knob<>(new Momentum.OfOptimizer(), Origin.ours("none is named"));

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
    public RecipeBuilder corpus(Corpus value, Origin origin) {
        corpus = new Knob<>(value, origin);
        return this;
    }

    /**
     * What is done to them once.
     *
     * @param value the preparation
     * @param origin where this comes from
     * @return this
     */
    public RecipeBuilder preparation(Preparation value, Origin origin) {
        preparation = new Knob<>(value, origin);
        return this;
    }

    /**
     * What is done to a training image each time.
     *
     * @param value in order
     * @param origin where this comes from
     * @return this
     */
    public RecipeBuilder augment(List<Augment> value, Origin origin) {
        augment = new Knob<>(List.copyOf(value), origin);
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
        model = new Knob<>(value, origin);
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
        objective = new Knob<>(value, origin);
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
        loss = new Knob<>(value, origin);
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
        optimizer = new Knob<>(value, origin);
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
        rate = new Knob<>(value, origin);
        return this;
    }

    /**
     * What is done to gradients and weights besides.
     *
     * @param value in order
     * @param origin where this comes from
     * @return this
     */
    public RecipeBuilder modifiers(List<Modifier> value, Origin origin) {
        modifiers = new Knob<>(List.copyOf(value), origin);
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
        batch = new Knob<>(value, origin);
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
        epochs = new Knob<>(value, origin);
        return this;
    }

    /**
     * How parameters begin.
     *
     * @param value drawn, or drawn and set from images
     * @param origin where this comes from
     * @return this
     */
    public RecipeBuilder start(Start value, Origin origin) {
        start = new Knob<>(value, origin);
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
        momentum = new Knob<>(value, origin);
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
