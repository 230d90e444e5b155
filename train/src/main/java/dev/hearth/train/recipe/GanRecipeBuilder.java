package dev.hearth.train.recipe;

import dev.hearth.nn.Layer;
import dev.hearth.nn.Precision;
import dev.hearth.optim.MovingAverage;
import dev.hearth.optim.loss.DiscriminatorLabels;
import dev.hearth.optim.loss.GanLoss;
import java.util.List;
import java.util.Objects;

/** Collects the settings of a {@link GanRecipe}, each with its origin. */
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
    private Setting<Precision> precision = RunSpec.float32();

    GanRecipeBuilder(String name) {
        this.name = name;
    }

    /** {@link GanRecipe#corpus}: which images. */
    public GanRecipeBuilder corpus(DatasetSpec value, Origin origin) {
        corpus = new Setting<>(value, origin);
        return this;
    }

    /** {@link GanRecipe#preparation}: what is done to them once. */
    public GanRecipeBuilder preparation(Preprocessing value, Origin origin) {
        preparation = new Setting<>(value, origin);
        return this;
    }

    /** {@link GanRecipe#holdOut}: the last so many training images that are kept from training, for validation. */
    public GanRecipeBuilder holdOut(int value, Origin origin) {
        holdOut = new Setting<>(value, origin);
        return this;
    }

    /** {@link GanRecipe#generator}: from noise to images. */
    public GanRecipeBuilder generator(Layer value, Origin origin) {
        generator = new Setting<>(value, origin);
        return this;
    }

    /** {@link GanRecipe#discriminator}: from images to one logit. */
    public GanRecipeBuilder discriminator(Layer value, Origin origin) {
        discriminator = new Setting<>(value, origin);
        return this;
    }

    /** {@link GanRecipe#noise}: what the generator makes images of. */
    public GanRecipeBuilder noise(Noise value, Origin origin) {
        noise = new Setting<>(value, origin);
        return this;
    }

    /** {@link GanRecipe#outputBias}: how the generator's last biases begin. */
    public GanRecipeBuilder outputBias(OutputBias value, Origin origin) {
        outputBias = new Setting<>(value, origin);
        return this;
    }

    /** {@link GanRecipe#payoff}: what each makes small. */
    public GanRecipeBuilder payoff(GanLoss value, Origin origin) {
        payoff = new Setting<>(value, origin);
        return this;
    }

    /** {@link GanRecipe#labels}: what the discriminator is told. */
    public GanRecipeBuilder labels(DiscriminatorLabels value, Origin origin) {
        labels = new Setting<>(value, origin);
        return this;
    }

    /** {@link GanRecipe#turns}: who is updated how often. */
    public GanRecipeBuilder turns(UpdateRatio value, Origin origin) {
        turns = new Setting<>(value, origin);
        return this;
    }

    /** {@link GanRecipe#generatorUpdate}: how the generator follows its gradient. */
    public GanRecipeBuilder generatorUpdate(Update value, Origin origin) {
        generatorUpdate = new Setting<>(value, origin);
        return this;
    }

    /** {@link GanRecipe#discriminatorUpdate}: how the discriminator follows its own. */
    public GanRecipeBuilder discriminatorUpdate(Update value, Origin origin) {
        discriminatorUpdate = new Setting<>(value, origin);
        return this;
    }

    /** {@link GanRecipe#average}: of the generator's weights, with which it is measured and sampled; a decay of 0 for none. */
    public GanRecipeBuilder average(MovingAverage value, Origin origin) {
        average = new Setting<>(value, origin);
        return this;
    }

    /** {@link GanRecipe#gauges}: what is measured after epochs. */
    public GanRecipeBuilder gauges(List<GeneratorMetric> value, Origin origin) {
        gauges = new Setting<>(value, origin);
        return this;
    }

    /** {@link GanRecipe#batch}: real images a step, and as many fakes. */
    public GanRecipeBuilder batch(int value, Origin origin) {
        batch = new Setting<>(value, origin);
        return this;
    }

    /** {@link GanRecipe#epochs}: ways through the training images. */
    public GanRecipeBuilder epochs(int value, Origin origin) {
        epochs = new Setting<>(value, origin);
        return this;
    }

    /** {@link GanRecipe#precision}: in what both nets compute. */
    public GanRecipeBuilder precision(Precision value, Origin origin) {
        precision = new Setting<>(value, origin);
        return this;
    }

    /**
     * The recipe.
     *
     * @throws NullPointerException if a setting that has no default is missing; it names the setting
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
                Objects.requireNonNull(epochs, "epochs"),
                precision);
    }
}
