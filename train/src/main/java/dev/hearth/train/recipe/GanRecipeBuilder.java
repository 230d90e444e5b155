package dev.hearth.train.recipe;

import dev.hearth.nn.Layer;
import dev.hearth.optim.MovingAverage;
import dev.hearth.optim.loss.DiscriminatorLabels;
import dev.hearth.optim.loss.GanLoss;
import java.util.List;
import java.util.Objects;

/** Collects the knobs of a {@link GanRecipe}, each with its origin. */
public final class GanRecipeBuilder {

    private static final Origin NONE = Origin.ours("none is named");

    private final String name;
    private Setting<DatasetSpec> corpus;
    private Setting<Preprocessing> preparation = new Setting<>(new Preprocessing.Plain(), NONE);
    private Setting<Integer> holdOut = new Setting<>(0, NONE);
    private Setting<Layer> generator;
    private Setting<Layer> discriminator;
    private Setting<Noise> noise;
    private Setting<OutputBias> outputBias = new Setting<>(OutputBias.AS_BUILT, NONE);
    private Setting<GanLoss> payoff;
    private Setting<DiscriminatorLabels> labels = new Setting<>(DiscriminatorLabels.HARD, NONE);
    private Setting<UpdateRatio> turns;
    private Setting<Update> generatorUpdate;
    private Setting<Update> discriminatorUpdate;
    private Setting<MovingAverage> average = new Setting<>(new MovingAverage(0), NONE);
    private Setting<List<GeneratorMetric>> gauges = new Setting<>(List.of(), NONE);
    private Setting<Integer> batch;
    private Setting<Integer> epochs;

    GanRecipeBuilder(String name) {
        this.name = name;
    }

    /**
     * The knob {@link GanRecipe#corpus}: which images.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GanRecipeBuilder corpus(DatasetSpec value, Origin origin) {
        corpus = new Setting<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GanRecipe#preparation}: what is done to them once.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GanRecipeBuilder preparation(Preprocessing value, Origin origin) {
        preparation = new Setting<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GanRecipe#holdOut}: the last so many training images that are kept from training, for validation.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GanRecipeBuilder holdOut(int value, Origin origin) {
        holdOut = new Setting<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GanRecipe#generator}: from noise to images.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GanRecipeBuilder generator(Layer value, Origin origin) {
        generator = new Setting<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GanRecipe#discriminator}: from images to one logit.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GanRecipeBuilder discriminator(Layer value, Origin origin) {
        discriminator = new Setting<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GanRecipe#noise}: what the generator makes images of.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GanRecipeBuilder noise(Noise value, Origin origin) {
        noise = new Setting<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GanRecipe#outputBias}: how the generator's last biases begin.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GanRecipeBuilder outputBias(OutputBias value, Origin origin) {
        outputBias = new Setting<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GanRecipe#payoff}: what each makes small.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GanRecipeBuilder payoff(GanLoss value, Origin origin) {
        payoff = new Setting<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GanRecipe#labels}: what the discriminator is told.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GanRecipeBuilder labels(DiscriminatorLabels value, Origin origin) {
        labels = new Setting<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GanRecipe#turns}: who plays how often.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GanRecipeBuilder turns(UpdateRatio value, Origin origin) {
        turns = new Setting<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GanRecipe#generatorUpdate}: how the generator follows its gradient.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GanRecipeBuilder generatorUpdate(Update value, Origin origin) {
        generatorUpdate = new Setting<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GanRecipe#discriminatorUpdate}: how the discriminator follows its own.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GanRecipeBuilder discriminatorUpdate(Update value, Origin origin) {
        discriminatorUpdate = new Setting<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GanRecipe#average}: of the generator's weights, with which it is measured and sampled; a decay of 0 for none.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GanRecipeBuilder average(MovingAverage value, Origin origin) {
        average = new Setting<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GanRecipe#gauges}: what is measured after epochs.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GanRecipeBuilder gauges(List<GeneratorMetric> value, Origin origin) {
        gauges = new Setting<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GanRecipe#batch}: real images a step, and as many fakes.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GanRecipeBuilder batch(int value, Origin origin) {
        batch = new Setting<>(value, origin);
        return this;
    }

    /**
     * The knob {@link GanRecipe#epochs}: ways through the training images.
     *
     * @param value the value
     * @param origin where it comes from
     * @return this
     */
    public GanRecipeBuilder epochs(int value, Origin origin) {
        epochs = new Setting<>(value, origin);
        return this;
    }

    /**
     * The recipe.
     *
     * @return complete
     * @throws NullPointerException if a knob that has no default is missing; it names the knob
     */
    public GanRecipe build() {
        return new GanRecipe(
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
