package dev.hearth.inference;

// Above 400 lines, because one builder has all settings, each with its sentence.

import dev.hearth.data.BadDataException;
import dev.hearth.data.dataset.PictureCache;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.optim.loss.CrossEntropy;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.train.Exchange;
import dev.hearth.train.RateRangeTest;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.WeightsSource;
import dev.hearth.train.checkpoint.Checkpoint;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.dataset.PictureFolder;
import dev.hearth.train.log.Gallery;
import dev.hearth.train.recipe.BatchStatistics;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DataParallelRecipe;
import dev.hearth.train.recipe.EpochChoice;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.recipe.Sampling;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.train.run.RunFolder;
import dev.hearth.train.task.PostTrainingMetric;
import dev.hearth.train.task.SupervisedTask;
import dev.hearth.weights.HeadPolicy;
import dev.hearth.zoo.ModelRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Trains a registered model on one's own labelled pictures, {@code FOLDER/CLASS/PICTURE}. About every
 * fifth picture is held out to measure the errors on, chosen at random by the file's name; a folder with
 * {@code train} and {@code val} in it (or {@code valid}, {@code validation}, {@code test}) is split as it
 * stands. Started from trained weights, a new head is
 * trained alone first, on a frozen backbone, then the whole model at a lower rate.
 *
 * <pre>{@code
 * Result result =
 *         FineTuning.of("inception-v4").pretrained().on(Path.of("photos")).epochs(5)
 *                 .train(Path.of("runs/photos"));
 * double error = result.metrics().get("topOneError");
 * try (ImageClassifier classifier = ImageClassifier.load(Path.of("runs/photos"))) {
 *     Prediction best = classifier.classify(Path.of("cat.jpg")).best();
 * }
 * }</pre>
 *
 * <p>Interrupted, {@link #train} goes on from the last checkpoint when it is called again; finished, it
 * trains on when it is called with more epochs.
 */
public final class FineTuning {

    private static final System.Logger LOG = System.getLogger(FineTuning.class.getName());

    private final String given;
    private Optional<Path> folder = Optional.empty();
    private Optional<Path> weights = Optional.empty();
    private boolean pretrained;
    private Optional<Integer> headEpochs = Optional.empty();
    private Optional<Integer> batch = Optional.empty();
    private Optional<Double> rate = Optional.empty();
    private Optional<Integer> side = Optional.empty();
    private int epochs = 10;
    private List<String> frozen = List.of();
    private AugmentationPreset augmentation = AugmentationPreset.CROP;
    private boolean onFeatures;
    private ClassBalance balance = ClassBalance.NONE;
    private EpochChoice keep = new EpochChoice.Best(0);
    private Consumer<Evaluation> evaluated = evaluation -> {};
    private double held = 0.2;
    private Set<Path> without = Set.of();
    private Optional<PictureCache> cache = Optional.of(new PictureCache(LocalFolders.pictures()));
    private long seed = 1;
    private Device device = Device.CPU;
    private Path data = LocalFolders.data();
    private Exchange exchange = Exchange.ALONE;
    private BatchStatistics statistics = BatchStatistics.LOCAL;
    private final List<String> settings = new ArrayList<>();
    private final List<Function<Recipe, ? extends TrainingListener>> listeners = new ArrayList<>();
    private Consumer<String> notices = text -> LOG.log(System.Logger.Level.INFO, text);

    private FineTuning(String given) {
        this.given = given;
    }

    /** Begins with the name of a registered model ({@link ModelRegistry}). */
    public static FineTuning of(String model) {
        return new FineTuning(model);
    }

    /**
     * Whether a recipe that {@link #train} wrote began with trained weights. They are no part of it, and a
     * {@link Run} of it alone would begin with random numbers.
     */
    public static boolean beganWithWeights(RunSpec recipe) {
        return FineTuningRecipes.isFromWeights(recipe.name());
    }

    /** The pictures, {@code FOLDER/CLASS/PICTURE}. */
    public FineTuning on(Path pictures) {
        folder = Optional.of(pictures);
        return this;
    }

    /** Starts from a file of weights ({@code .safetensors}, {@code .pth}) or a folder that holds a model. */
    public FineTuning weights(Path file) {
        weights = Optional.of(file);
        return this;
    }

    /** Starts from the downloaded released weights of the model. */
    public FineTuning pretrained() {
        pretrained = true;
        return this;
    }

    /**
     * The side of the pictures that the model sees, in pixels; by default that of the registered model.
     * {@link #train} refuses one that the model does not take.
     */
    public FineTuning side(int pixels) {
        side = Optional.of(pixels);
        return this;
    }

    /** Where downloaded weights are, by default {@link LocalFolders#data()}. */
    public FineTuning data(Path where) {
        data = where;
        return this;
    }

    /** Epochs in all; 10 by default. */
    public FineTuning epochs(int count) {
        epochs = count;
        return this;
    }

    /** Epochs in which the head is trained alone; by default 2 from trained weights, else 0. */
    public FineTuning headEpochs(int count) {
        headEpochs = Optional.of(count);
        return this;
    }

    /**
     * Trains the head alone, in all epochs, on what the rest of the net gives for each picture: that is
     * computed once and kept in memory, so pictures are not augmented, and every epoch but the first takes
     * seconds. Needs trained weights.
     */
    public FineTuning onFeatures() {
        onFeatures = true;
        return this;
    }

    /**
     * Pictures a step; by default 32, or 8 for a model of inputs above 128 pixels and above a billion
     * multiply-adds, and fewer where there are not as many.
     */
    public FineTuning batch(int count) {
        batch = Optional.of(count);
        return this;
    }

    /**
     * The learning rate of the whole model, ten times that for the head alone; by default 1e-3, or 1e-4
     * from trained weights.
     */
    public FineTuning rate(double value) {
        rate = Optional.of(value);
        return this;
    }

    /** Patterns of names of tensors that never learn, such as {@code stem.*}. */
    public FineTuning frozen(String... patterns) {
        frozen = List.of(patterns);
        return this;
    }

    /** How training pictures are augmented; {@link AugmentationPreset#CROP} by default. */
    public FineTuning augmentation(AugmentationPreset preset) {
        augmentation = preset;
        return this;
    }

    /** What is done about classes of unequal count; nothing by default. */
    public FineTuning balance(ClassBalance choice) {
        balance = choice;
        return this;
    }

    /** Passes over some files, such as those of {@link dev.hearth.data.dataset.FolderReport#brokenFiles}. */
    public FineTuning without(Set<Path> files) {
        without = files;
        return this;
    }

    /**
     * Which epoch's weights become the model; by default the best one's, of all epochs. With {@link
     * EpochChoice.Best#patience} training ends early where no epoch gets better any more.
     */
    public FineTuning keep(EpochChoice choice) {
        keep = choice;
        return this;
    }

    /** Takes the evaluation of each model that is trained, of the head alone and of the whole. */
    public FineTuning evaluated(Consumer<Evaluation> taker) {
        evaluated = taker;
        return this;
    }

    /**
     * Where decoded pictures are kept from epoch to epoch and from run to run, {@link
     * LocalFolders#pictures} by default; empty to decode them each time. The numbers are the same.
     */
    public FineTuning cache(Optional<PictureCache> kept) {
        cache = kept;
        return this;
    }

    /** The share of each class to measure on, 0.2 by default. */
    public FineTuning holdOut(double share) {
        held = share;
        return this;
    }

    /** The seed of everything random; 1 by default. */
    public FineTuning seed(long value) {
        seed = value;
        return this;
    }

    /** Where it is trained; the CPU by default. */
    public FineTuning device(Device chosen) {
        device = chosen;
        return this;
    }

    /**
     * Trains on several workers, each of which calls this with an exchange of its own.
     *
     * @param statistics over which examples batch normalisation takes its means
     */
    public FineTuning workers(Exchange with, BatchStatistics statistics) {
        exchange = with;
        this.statistics = statistics;
        return this;
    }

    private RunSpec divided(Recipe recipe) {
        return divided(recipe, exchange.workers());
    }

    private RunSpec divided(Recipe recipe, int workers) {
        return DataParallelRecipe.dividing(recipe, workers, statistics);
    }

    /** Changes a setting of the recipes, such as {@code loss.smoothing=0}. */
    public FineTuning set(String setting) {
        settings.add(setting);
        return this;
    }

    /** Adds a listener to the training events. */
    public FineTuning listener(TrainingListener listener) {
        return listeners(recipe -> listener);
    }

    /**
     * Adds a listener made for each recipe before its training: the head alone, then the whole model. One
     * that is {@link AutoCloseable} is closed afterwards.
     */
    public FineTuning listeners(Function<Recipe, ? extends TrainingListener> made) {
        listeners.add(made);
        return this;
    }

    /** Takes sentences about the data and the batch; logged by default. */
    public FineTuning notices(Consumer<String> told) {
        notices = told;
        return this;
    }

    /** The model's name in the registry; that of the released weights where they have another layout. */
    public String model() {
        return weights.isPresent() || pretrained ? ModelWeights.modelName(given) : given;
    }

    /**
     * Refuses what no pictures could be trained with, before they are opened: the model's name, the side,
     * counts and rates, settings, patterns of names, the file of weights.
     *
     * @param workers how many are going to train it
     * @throws BadDataException if the file of weights cannot be used
     * @throws IllegalArgumentException if options do not go together, or the model is no classifier
     */
    public FineTuning check(int workers) {
        PictureFolder labelled = new PictureFolder(pictures(), held, without, cache);
        FineTuningRecipes recipes =
                recipes(FineTuningData.name(labelled.folder()), 2, start().map(file -> "any"))
                        .balanced(balance, List.of(1L, 1L));
        RecipeJson text = RecipeJson.of(ModelRegistry.layerJson());
        recipes.head().ifPresent(recipe -> divided(changed(recipe, text), workers));
        recipes.all().ifPresent(recipe -> divided(changed(recipe, text), workers));
        start().ifPresent(
                        file ->
                                ModelWeights.check(
                                        recipes.net(), TrainedModel.in(recipes.view()), file));
        return this;
    }

    private Optional<Path> start() {
        return pretrained ? Optional.of(ModelWeights.downloaded(model(), data)) : weights;
    }

    /**
     * Trains, measures, and writes the model.
     *
     * @param out gets {@code model.json}, {@code weights.safetensors}, the files of a training run, and
     *     those of {@link Evaluation#write}
     * @return the result, with {@code topOneError} in percent among its metrics
     * @throws BadDataException if pictures or weights cannot be used, or {@code out} is another run's
     * @throws IllegalArgumentException if options do not go together, or the model is no classifier
     */
    public Result train(Path out) {
        Prepared prepared = prepared();
        FineTuningData.checkClasses(out, prepared.classes());
        prepared.start()
                .flatMap(file -> FineTuningData.known(file, pictures(), prepared.sets()))
                .ifPresent(notices);
        FineTuningData.coarse(prepared.sets().testing().size()).ifPresent(notices);
        if (balance == ClassBalance.NONE) {
            FineTuningData.imbalance(
                            prepared.classes(), FineTuningData.counts(prepared.sets().training()))
                    .ifPresent(notices);
        }
        return train(
                prepared.recipes(), prepared.classes(), prepared.start(), prepared.place(), out);
    }

    /**
     * A learning-rate range test of the first stage that {@link #train} would train; nothing is kept of it.
     *
     * @throws BadDataException if pictures or weights cannot be used
     */
    public FoundRate findRate(RateRangeTest test) {
        return findRate(test, event -> {});
    }

    /** The same, and tells how it goes, as {@link RateRangeTest#run(Task, Seed, TrainingListener)} does. */
    public FoundRate findRate(RateRangeTest test, TrainingListener told) {
        Prepared prepared = prepared();
        Optional<Recipe> head = prepared.recipes().head();
        Recipe recipe =
                changed(head.or(prepared.recipes()::all).orElseThrow(), prepared.place().text());
        try (var scope = Scope.open()) {
            SupervisedTask task =
                    new SupervisedTask(
                            recipe.withRate(test.schedule()),
                            prepared.sets(),
                            new Seed(seed),
                            device,
                            1);
            prepared.start()
                    .ifPresent(file -> ModelWeights.read(task.network(), file, HeadPolicy.FRESH));
            return new FoundRate(
                    test.run(task, new Seed(seed), told),
                    head.isPresent() ? FineTuningRecipes.HEAD_TIMES : 1);
        }
    }

    /**
     * A sheet of training pictures, five a row: one as it is, then four times augmented, as in training.
     *
     * @param count of pictures, above 0
     */
    public Gallery preview(int count) {
        Prepared prepared = prepared();
        return AugmentationSheet.of(
                prepared.sets().training(),
                FineTuningData.some(prepared.sets().training(), count),
                augmentation,
                prepared.recipes().view(),
                new Seed(seed));
    }

    /** All that training begins with. */
    private record Prepared(
            FineTuningRecipes recipes,
            List<String> classes,
            Optional<Path> start,
            Run.Place place,
            DatasetProvider.Sets sets) {}

    private Path pictures() {
        return folder.orElseThrow(
                () ->
                        Check.error(
                                "Fine-tuning needs a folder of pictures",
                                "none",
                                "Call on(folder)"));
    }

    private Prepared prepared() {
        PictureFolder labelled = new PictureFolder(pictures(), held, without, cache);
        List<String> classes = FineTuningData.classes(labelled);
        Optional<Path> start = start();
        FineTuningRecipes recipes =
                recipes(
                        FineTuningData.name(pictures()),
                        classes.size(),
                        start.map(ModelWeights::digest));
        DatasetProvider datasets =
                new DatasetProvider(data, LocalFolders.prepared()).with(recipes.set(), labelled);
        RecipeJson text = RecipeJson.of(ModelRegistry.layerJson());
        Run.Place place = new Run.Place(datasets, text, device, exchange);
        DatasetProvider.Sets sets = datasets.open(recipes.corpus(), recipes.preparation());
        return new Prepared(
                recipes.withBatch(batch(recipes.batch(), sets.training().size()))
                        .balanced(balance, FineTuningData.counts(sets.training())),
                classes,
                start,
                place,
                sets);
    }

    private Result train(
            FineTuningRecipes recipes,
            List<String> classes,
            Optional<Path> start,
            Run.Place place,
            Path out) {
        Optional<Recipe> head = recipes.head().map(recipe -> changed(recipe, place.text()));
        Optional<Recipe> all = recipes.all().map(recipe -> changed(recipe, place.text()));
        Measure measure = new Measure(recipes, classes);
        WeightsSource begin =
                start.<WeightsSource>map(
                                file -> net -> ModelWeights.read(net, file, HeadPolicy.FRESH))
                        .orElse(WeightsSource.FRESH);
        if (head.isEmpty()) {
            return run(all.orElseThrow(), out, place, measure, begin);
        }
        Path own = out.resolve(FineTuningRecipes.HEAD_FOLDER);
        // A run of the head alone is the model, until the whole model is trained too.
        boolean isInOut =
                all.isEmpty() || FineTuningData.isRunOf(out, head.get().name(), place.text());
        Path first = isInOut ? out : own;
        checkHead(head.get(), first, out, place);
        Result result = run(head.get(), first, place, measure, begin);
        if (all.isEmpty()) {
            return result;
        }
        if (isInOut) {
            if (exchange.rank() == 0) {
                RunFolder.move(out, own);
            }
            // The others read the head's weights where they lie then.
            exchange.sum(new float[1]);
        }
        return run(
                all.get(),
                out,
                place,
                measure,
                net -> ModelWeights.read(net, own, HeadPolicy.STORED));
    }

    FineTuningRecipes recipes(String name, int classes, Optional<String> digest) {
        ModelRegistry.Entry entry = ModelRegistry.model(model());
        InputSpec view = FineTuningRecipes.view(entry, side);
        if (onFeatures && digest.isEmpty()) {
            throw Check.error(
                    "Training on features needs the weights of a trained model",
                    "none",
                    "Name a file of weights, or train the whole model");
        }
        int usual = digest.isPresent() ? Math.min(2, epochs) : 0;
        return new FineTuningRecipes(
                model(),
                entry.withClasses(classes),
                view,
                "images/" + name,
                digest,
                onFeatures ? epochs : headEpochs.orElse(usual),
                epochs,
                batch.orElseGet(() -> FineTuningRecipes.usualBatch(entry.layer(), view)),
                rate.orElse(digest.isPresent() ? 1e-4 : 1e-3),
                frozen,
                onFeatures ? AugmentationPreset.NONE : augmentation,
                new CrossEntropy(digest.isPresent() ? 0 : 0.1),
                Sampling.EACH_ONCE,
                keep);
    }

    /** What the trained model is measured by. */
    private record Measure(FineTuningRecipes recipes, List<String> classes) {}

    /** The batch, or a smaller default where there are too few pictures for the usual one. */
    private int batch(int usual, int pictures) {
        if (batch.isPresent() || pictures >= usual) {
            return batch.orElse(usual);
        }
        notices.accept(
                String.format(
                        Locale.ROOT,
                        "There are %d pictures to train on, so a batch has %d instead of %d.",
                        pictures,
                        pictures,
                        usual));
        return pictures;
    }

    /** The whole model has started from the head as it was, so its recipe must not change afterwards. */
    private void checkHead(Recipe head, Path first, Path out, Run.Place place) {
        Path file = first.resolve("result.json");
        if (!first.equals(out)
                && Files.exists(file)
                && Files.exists(out.resolve(Checkpoint.FILE))
                && !Result.read(file).recipeHash().equals(place.text().hash(divided(head)))) {
            throw new BadDataException(
                    "The whole model goes on from the head that it started with",
                    "another recipe for the head than that in " + first,
                    "Leave the head's epochs and rate as they were, or name another folder");
        }
    }

    private Recipe changed(Recipe recipe, RecipeJson text) {
        return settings.stream().reduce(recipe, text::amended, (first, second) -> second);
    }

    private Result run(
            Recipe recipe, Path out, Run.Place place, Measure measure, WeightsSource begin) {
        List<TrainingListener> made = new ArrayList<>();
        listeners.forEach(each -> made.add(each.apply(recipe)));
        List<Evaluation> taken = new ArrayList<>();
        PostTrainingMetric metric =
                FineTuningMetric.of(measure.recipes(), measure.classes(), out, taken::add);
        try {
            Result result =
                    new Run(divided(recipe), Budget.SHORT, seed, out, List.of(metric))
                            .execute(place, made, begin);
            if (taken.isEmpty() && exchange.rank() == 0) {
                // The run was done before.
                WrittenEvaluation.read(out, measure.classes(), result).ifPresent(taken::add);
            }
            taken.forEach(evaluated);
            return result;
        } finally {
            made.forEach(FineTuning::close);
        }
    }

    static void close(TrainingListener listener) {
        if (listener instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        }
    }
}
