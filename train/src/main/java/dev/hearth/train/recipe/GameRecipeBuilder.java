package dev.hearth.train.recipe;

import dev.hearth.nn.Layer;
import dev.hearth.train.loss.Labels;
import dev.hearth.train.loss.Payoff;
import dev.hearth.train.optim.MovingAverage;
import java.util.List;
import java.util.Objects;

/** Collects the knobs of a {@link GameRecipe}, each with its origin. */
public final class GameRecipeBuilder {

    private static final Origin NONE = Origin.ours("none is named");

    private final String name;
    private Knob<Corpus> corpus;
    private Knob<Preparation> preparation = new Knob<>(new Preparation.Plain(), NONE);
    private Knob<Integer> holdOut = new Knob<>(0, NONE);
    private Knob<Layer> generator;
    private Knob<Layer> discriminator;
    private Knob<Noise> noise;
    private Knob<OutputBias> outputBias = new Knob<>(OutputBias.AS_BUILT, NONE);
    private Knob<Payoff> payoff;
    private Knob<Labels> labels = new Knob<>(Labels.HARD, NONE);
    private Knob<Turns> turns;
    private Knob<Update> generatorUpdate;
    private Knob<Update> discriminatorUpdate;
    private Knob<MovingAverage> average = new Knob<>(new MovingAverage(0), NONE);
    private Knob<List<Gauge>> gauges = new Knob<>(List.of(), NONE);
    private Knob<Integer> batch;
    private Knob<Integer> epochs;

    GameRecipeBuilder(String name) {
        this.name = name;
    }

    /**
     * The knob {@link GameRecipe#corpus}: which images.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GameRecipeBuilder corpus(Corpus value, Origin origin) {
        corpus = new Knob<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GameRecipe#preparation}: what is done to them once.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GameRecipeBuilder preparation(Preparation value, Origin origin) {
        preparation = new Knob<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GameRecipe#holdOut}: the last so many training images that are kept from training, for validation.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GameRecipeBuilder holdOut(int value, Origin origin) {
        holdOut = new Knob<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GameRecipe#generator}: from noise to images.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GameRecipeBuilder generator(Layer value, Origin origin) {
        generator = new Knob<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GameRecipe#discriminator}: from images to one logit.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GameRecipeBuilder discriminator(Layer value, Origin origin) {
        discriminator = new Knob<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GameRecipe#noise}: what the generator makes images of.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GameRecipeBuilder noise(Noise value, Origin origin) {
        noise = new Knob<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GameRecipe#outputBias}: how the generator's last biases begin.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GameRecipeBuilder outputBias(OutputBias value, Origin origin) {
        outputBias = new Knob<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GameRecipe#payoff}: what each makes small.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GameRecipeBuilder payoff(Payoff value, Origin origin) {
        payoff = new Knob<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GameRecipe#labels}: what the discriminator is told.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GameRecipeBuilder labels(Labels value, Origin origin) {
        labels = new Knob<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GameRecipe#turns}: who plays how often.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GameRecipeBuilder turns(Turns value, Origin origin) {
        turns = new Knob<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GameRecipe#generatorUpdate}: how the generator follows its gradient.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GameRecipeBuilder generatorUpdate(Update value, Origin origin) {
        generatorUpdate = new Knob<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GameRecipe#discriminatorUpdate}: how the discriminator follows its own.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GameRecipeBuilder discriminatorUpdate(Update value, Origin origin) {
        discriminatorUpdate = new Knob<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GameRecipe#average}: of the generator's weights, with which it is measured and sampled; a decay of 0 for none.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GameRecipeBuilder average(MovingAverage value, Origin origin) {
        average = new Knob<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GameRecipe#gauges}: what is measured after epochs.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GameRecipeBuilder gauges(List<Gauge> value, Origin origin) {
        gauges = new Knob<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GameRecipe#batch}: real images a step, and as many fakes.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GameRecipeBuilder batch(int value, Origin origin) {
        batch = new Knob<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GameRecipe#epochs}: ways through the training images.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GameRecipeBuilder epochs(int value, Origin origin) {
        epochs = new Knob<>(value, origin);
        return this;
    }

    /**
     * The recipe.
     *
     * @return complete
     * @throws NullPointerException if a knob that has no default is missing; it names the knob
     */
    public GameRecipe build() {
        return new GameRecipe(
                name,
                Objects.requireNonNull(corpus, "corpus"),
                Objects.requireNonNull(preparation, "preparation"),
                Objects.requireNonNull(holdOut, "holdOut"),
                Objects.requireNonNull(generator, "generator"),
                Objects.requireNonNull(discriminator, "discriminator"),
                Objects.requireNonNull(noise, "noise"),
                Objects.requireNonNull(outputBias, "outputBias"),
                Objects.requireNonNull(payoff, "payoff"),
                Objects.requireNonNull(labels, "labels"),
                Objects.requireNonNull(turns, "turns"),
                Objects.requireNonNull(generatorUpdate, "generatorUpdate"),
                Objects.requireNonNull(discriminatorUpdate, "discriminatorUpdate"),
                Objects.requireNonNull(average, "average"),
                Objects.requireNonNull(gauges, "gauges"),
                Objects.requireNonNull(batch, "batch"),
                Objects.requireNonNull(epochs, "epochs"));
    }
}
