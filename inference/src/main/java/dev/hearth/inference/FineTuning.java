package dev.hearth.inference;

import dev.hearth.data.BadDataException;
import dev.hearth.data.dataset.FolderLayout;
import dev.hearth.data.dataset.ImageFolder;
import dev.hearth.data.dataset.PictureCache;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Device;
import dev.hearth.train.Exchange;
import dev.hearth.train.TrainingListener;
import dev.hearth.train.WeightsSource;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.dataset.PictureFolder;
import dev.hearth.train.dataset.PictureSplit;
import dev.hearth.train.recipe.BatchStatistics;
import dev.hearth.train.recipe.Budget;
import dev.hearth.train.recipe.DataParallelRecipe;
import dev.hearth.train.recipe.Recipe;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.recipe.RunSpec;
import dev.hearth.train.run.Result;
import dev.hearth.train.run.Run;
import dev.hearth.train.task.PostTrainingMetric;
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
    private int epochs = 10;
    private List<String> frozen = List.of();
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
     * Pictures a step; by default 32, or 8 for a model of inputs above 128 pixels, and fewer where there
     * are not as many.
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

    /** Passes over some files, such as those of {@link dev.hearth.data.dataset.FolderReport#brokenFiles}. */
    public FineTuning without(Set<Path> files) {
        without = files;
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
        return DataParallelRecipe.dividing(recipe, exchange.workers(), statistics);
    }

    /** Changes a setting of the recipes, such as {@code optimizer.beta1=0.5}. */
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
     * Trains, measures, and writes the model.
     *
     * @param out gets {@code model.json}, {@code weights.safetensors}, the files of a training run, and
     *     those of {@link Evaluation#write}
     * @return the result, with {@code topOneError} in percent among its metrics
     * @throws BadDataException if pictures or weights cannot be used, or {@code out} is another run's
     * @throws IllegalArgumentException if options do not go together, or the model is no classifier
     */
    public Result train(Path out) {
        Path pictures =
                folder.orElseThrow(
                        () ->
                                Check.error(
                                        "Fine-tuning needs a folder of pictures",
                                        "none",
                                        "Call on(folder)"));
        PictureFolder labelled = new PictureFolder(pictures, held, without, cache);
        List<String> classes = classes(labelled);
        Optional<Path> start =
                pretrained ? Optional.of(ModelWeights.downloaded(model(), data)) : weights;
        FineTuningRecipes recipes =
                recipes(name(pictures), classes.size(), start.map(ModelWeights::digest));
        DatasetProvider datasets =
                new DatasetProvider(data, LocalFolders.prepared()).with(recipes.set(), labelled);
        RecipeJson text = RecipeJson.of(ModelRegistry.layerJson());
        Run.Place place = new Run.Place(datasets, text, device, exchange);
        DatasetProvider.Sets sets = datasets.open(recipes.corpus(), recipes.preparation());
        recipes = recipes.withBatch(batch(recipes.view(), sets.training().size()));
        checkClasses(out, classes);
        start.ifPresent(file -> warn(file, pictures, sets));
        return train(recipes, classes, start, place, out);
    }

    private Result train(
            FineTuningRecipes recipes,
            List<String> classes,
            Optional<Path> start,
            Run.Place place,
            Path out) {
        Optional<Recipe> head = recipes.head().map(recipe -> changed(recipe, place));
        Optional<Recipe> all = recipes.all().map(recipe -> changed(recipe, place));
        Function<Path, PostTrainingMetric> measure =
                where -> FineTuningMetric.of(recipes, classes, where);
        WeightsSource begin =
                start.<WeightsSource>map(
                                file -> net -> ModelWeights.read(net, file, HeadPolicy.FRESH))
                        .orElse(WeightsSource.FRESH);
        if (head.isEmpty()) {
            return run(all.orElseThrow(), out, place, measure, begin);
        }
        Path first = all.isPresent() ? out.resolve("head") : out;
        checkHead(head.get(), first, out, place);
        Result result = run(head.get(), first, place, measure, begin);
        WeightsSource trained = net -> ModelWeights.read(net, first, HeadPolicy.STORED);
        return all.map(recipe -> run(recipe, out, place, measure, trained)).orElse(result);
    }

    FineTuningRecipes recipes(String name, int classes, Optional<String> digest) {
        ModelRegistry.Entry entry = ModelRegistry.model(model());
        InputSpec view = FineTuningRecipes.view(entry);
        return new FineTuningRecipes(
                model(),
                entry.withClasses(classes),
                view,
                "images/" + name,
                digest,
                headEpochs.orElse(digest.isPresent() ? Math.min(2, epochs) : 0),
                epochs,
                batch.orElse(FineTuningRecipes.usualBatch(view)),
                rate.orElse(digest.isPresent() ? 1e-4 : 1e-3),
                frozen);
    }

    /** The batch, or a smaller default where there are too few pictures for the usual one. */
    private int batch(InputSpec view, int pictures) {
        int usual = FineTuningRecipes.usualBatch(view);
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

    /** The name of a folder of pictures. */
    static String name(Path pictures) {
        Path last = pictures.toAbsolutePath().normalize().getFileName();
        return last == null ? "images" : last.toString();
    }

    private static List<String> classes(PictureFolder labelled) {
        Path training = FolderLayout.of(labelled.folder()).training();
        List<String> classes =
                ImageFolder.open(training, labelled.without(), InputSpec.unscaled(1, 1))
                        .classNames();
        if (classes.size() < 2) {
            throw Check.error(
                    "A classifier needs pictures of two classes or more",
                    classes + " in " + training,
                    "Give each class a folder of its own");
        }
        return classes;
    }

    /** Results of earlier releases do not say which pictures they are of, but which classes. */
    private static void checkClasses(Path out, List<String> classes) {
        if (!TrainedModel.isIn(out)) {
            return;
        }
        List<String> before = TrainedModel.read(out, ModelRegistry.layerJson()).classes();
        if (!before.equals(classes)) {
            throw new BadDataException(
                    "A model of the classes "
                            + String.join(", ", classes)
                            + " needs a folder of its own",
                    out + " with one of the classes " + String.join(", ", before),
                    "Name another folder, or remove this one");
        }
    }

    private void warn(Path start, Path pictures, DatasetProvider.Sets sets) {
        Optional<PictureSplit> before =
                Files.isDirectory(start) ? PictureSplit.read(start) : Optional.empty();
        long known =
                before.map(split -> PictureSplit.of(pictures, sets).measuredAndLearnedIn(split))
                        .orElse(0L);
        if (known > 0) {
            notices.accept(
                    start
                            + " was trained on "
                            + known
                            + " of the "
                            + sets.testing().size()
                            + " pictures to measure on, so the error will be too low.");
        }
    }

    /** The whole model has started from the head as it was, so its recipe must not change afterwards. */
    private void checkHead(Recipe head, Path first, Path out, Run.Place place) {
        Path file = first.resolve("result.json");
        if (!first.equals(out)
                && Files.exists(file)
                && Files.exists(out.resolve("checkpoint.safetensors"))
                && !Result.read(file).recipeHash().equals(place.text().hash(divided(head)))) {
            throw new BadDataException(
                    "The whole model goes on from the head that it started with",
                    "another recipe for the head than that in " + first,
                    "Leave the head's epochs and rate as they were, or name another folder");
        }
    }

    private Recipe changed(Recipe recipe, Run.Place place) {
        return settings.stream().reduce(recipe, place.text()::amended, (first, second) -> second);
    }

    private Result run(
            Recipe recipe,
            Path out,
            Run.Place place,
            Function<Path, PostTrainingMetric> measure,
            WeightsSource begin) {
        List<TrainingListener> made = new ArrayList<>();
        listeners.forEach(each -> made.add(each.apply(recipe)));
        try {
            return new Run(divided(recipe), Budget.SHORT, seed, out, List.of(measure.apply(out)))
                    .execute(place, made, begin);
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
