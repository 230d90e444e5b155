package dev.hearth.cli;

import dev.hearth.data.BadDataException;
import dev.hearth.data.DidYouMean;
import dev.hearth.data.Sha256;
import dev.hearth.data.dataset.ImageNetClasses;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.inference.RunModel;
import dev.hearth.inference.TrainedModel;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.layers.Frozen;
import dev.hearth.nn.layers.FrozenBackbone;
import dev.hearth.papers.Papers;
import dev.hearth.papers.pictures.FineTuning;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Seed;
import dev.hearth.train.task.TrainedNet;
import dev.hearth.weights.HeadPolicy;
import dev.hearth.weights.TensorNaming;
import dev.hearth.weights.WeightFile;
import dev.hearth.weights.WeightImporter;
import dev.hearth.zoo.ModelRegistry;
import dev.hearth.zoo.PretrainedWeights;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What {@code --model} and {@code --weights} mean together: a folder that holds a trained model or a run
 * of a classifier, or a name of the catalogue with a file of numbers. A name whose released twin has another order of
 * branches means the twin, since numbers were released for that.
 */
final class ModelReference {

    private static final String TWIN = "-released";
    private static final int IMAGENET = 1000;
    private static final int MOST_CLASSES = 1 << 20;

    private ModelReference() {}

    /**
     * A letter and its living net.
     *
     * @param letter what it is
     * @param net with its numbers, in the scope that was open
     */
    record Opened(TrainedModel letter, Model net) {}

    /** The name of the catalogue that trained numbers exist for. */
    static String name(String given) {
        var models = ModelRegistry.models();
        if (models.containsKey(given + TWIN)) {
            return given + TWIN;
        }
        if (!models.containsKey(given)) {
            throw new IllegalArgumentException(
                    "--model needs the name of a model, or a folder that holds one. Received: "
                            + given
                            + (Files.exists(Path.of(given))
                                    ? ", a place without model.json or a run's checkpoint"
                                    : "")
                            + ". "
                            + DidYouMean.question(given, models.keySet())
                            + "./hearth list has the names.");
        }
        return given;
    }

    /** Whether it is the folder of a trained model, or of a run. */
    static boolean isFolder(String given) {
        return TrainedModel.isIn(Path.of(given)) || TrainedNet.isIn(Path.of(given));
    }

    static Opened open(String given, Optional<Path> weights, Path root, Device device) {
        if (isFolder(given)) {
            if (weights.isPresent()) {
                throw new IllegalArgumentException(
                        "--weights goes with the name of a model. Received: "
                                + weights.get()
                                + " beside the folder "
                                + given
                                + ", which has its own. Leave it out.");
            }
            Path folder = Path.of(given);
            if (!TrainedModel.isIn(folder)) {
                TrainedNet run = TrainedNet.open(folder, Papers.recipeJson(), device);
                return new Opened(RunModel.of(run), run.network());
            }
            TrainedModel letter = TrainedModel.read(folder, ModelRegistry.layerJson());
            return new Opened(letter, letter.network(folder, device));
        }
        String name = name(given);
        Path file =
                weights.or(() -> fetched(name, root))
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "A model needs trained numbers. Received: "
                                                        + given
                                                        + " without any. Name a file with --weights,"
                                                        + " or a folder with --model"
                                                        + mend(name)
                                                        + "."));
        return imported(Optional.of(name), file, device);
    }

    private static String mend(String name) {
        return set(name).map(set -> "; ./hearth data fetch " + set + " brings some").orElse("");
    }

    /** The data set that holds a model's released numbers. */
    private static Optional<String> set(String name) {
        return ModelRegistry.model(name).pretrained().map(PretrainedWeights::dataset);
    }

    private static Optional<Path> fetched(String name, Path root) {
        return ModelRegistry.model(name)
                .pretrained()
                .map(weights -> root.resolve(weights.file()))
                .filter(Files::isRegularFile);
    }

    /**
     * The net of a file of numbers: the one that the file says, unless another is named; then with as
     * many classes as the file's last layer has.
     */
    static Opened imported(Optional<String> given, Path file, Device device) {
        Optional<String> name = given.map(ModelReference::name);
        Optional<TrainedModel> said;
        try (WeightFile weights = WeightFile.open(file)) {
            said = TrainedModel.in(weights, ModelRegistry.layerJson());
        }
        if (said.isPresent() && name.map(said.get().name()::equals).orElse(true)) {
            TrainedModel letter = said.get();
            InputSpec view = letter.view();
            Model net = Model.build(letter.layer(), TrainedModel.in(view), new Seed(0), device);
            fill(net, file, HeadPolicy.STORED);
            return new Opened(letter, net);
        }
        String model =
                name.orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "A file of numbers needs a net. Received: "
                                                + file
                                                + ", which names none. Name one of ./hearth list"
                                                + " with --model."));
        return ofCatalogue(model, file, device);
    }

    private static Opened ofCatalogue(String name, Path file, Device device) {
        ModelRegistry.Entry model = ModelRegistry.model(name);
        InputSpec view = FineTuning.view(model);
        int count = (int) model.layer().out(model.in()).count();
        Layer layer = model.layer();
        Model net = Model.build(layer, TrainedModel.in(view), new Seed(0), device);
        int stored = classes(net, file);
        if (stored != count) {
            count = stored;
            layer = model.withClasses(count);
            net = Model.build(layer, TrainedModel.in(view), new Seed(0), device);
        }
        TrainedModel letter = new TrainedModel(name, layer, view, classes(count));
        fill(net, file, HeadPolicy.STORED);
        return new Opened(letter, net);
    }

    /** As many as a file's last layer has, but for the background that a thousand may be beside. */
    private static int classes(Model net, Path file) {
        List<Parameters.Entry> entries = net.parameters().entries();
        Parameters.Entry last = entries.get(entries.size() - 1);
        long own = net.layer().out(net.in()).count();
        try (WeightFile weights = WeightFile.open(file)) {
            String theirs = naming(net, weights).of(last.name());
            long stored =
                    weights.tensors().stream()
                            .filter(tensor -> tensor.name().equals(theirs))
                            .filter(tensor -> !tensor.shape().isEmpty())
                            .mapToLong(tensor -> tensor.shape().get(0))
                            .findFirst()
                            .orElse(own);
            boolean background = own == IMAGENET && stored == IMAGENET + 1;
            boolean head = last.shape().get(0) == own && stored > 0 && stored <= MOST_CLASSES;
            return (int) (head && !background ? stored : own);
        }
    }

    private static List<String> classes(int count) {
        return count == IMAGENET
                ? ImageNetClasses.read().names()
                : IntStream.range(0, count).mapToObj(i -> "class " + i).toList();
    }

    /** Brings a file's numbers into a net, in the net's own names or in the released ones. */
    static int fill(Model net, Path given, HeadPolicy head) {
        Path file = TrainedModel.isIn(given) ? given.resolve(TrainedModel.WEIGHTS) : given;
        try (WeightFile weights = WeightFile.open(file)) {
            return new WeightImporter(naming(net, weights), head).into(net, weights);
        }
    }

    private static TensorNaming naming(Model net, WeightFile weights) {
        String first = net.parameters().entries().get(0).name();
        boolean own = weights.tensors().stream().anyMatch(t -> t.name().equals(first));
        return own
                ? TensorNaming.OWN
                : TensorNaming.released(bare(net.layer())).orElse(TensorNaming.OWN);
    }

    /** The net itself, where its head alone learns: the tensors' names are the same. */
    private static Layer bare(Layer layer) {
        if (layer instanceof Frozen frozen) {
            return bare(frozen.net());
        }
        return layer instanceof FrozenBackbone head ? bare(head.net()) : layer;
    }

    /** The first digits of a file's SHA-256: enough to tell numbers from others. */
    static String digest(Path given) {
        Path file = TrainedModel.isIn(given) ? given.resolve(TrainedModel.WEIGHTS) : given;
        MessageDigest sha = Sha256.sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha.update(buffer, 0, n);
            }
        } catch (IOException failure) {
            throw new BadDataException(
                    "--weights needs a file that can be read",
                    String.valueOf(failure.getMessage()),
                    "Name a .safetensors or .pth file, or a folder that holds a model",
                    failure);
        }
        return Sha256.hexadecimal(sha).substring(0, 12);
    }

    /** The numbers that training begins with: those named, or those fetched. */
    static Optional<Path> beginning(String name, Optional<String> given, Path root) {
        if (given.isEmpty()) {
            return Optional.empty();
        }
        if (given.get().equals("released")) {
            return Optional.of(
                    fetched(name, root)
                            .orElseThrow(
                                    () ->
                                            new IllegalArgumentException(
                                                    "--weights released needs them here. Received: "
                                                            + name
                                                            + ", of which none are in "
                                                            + root
                                                            + set(name)
                                                                    .map(
                                                                            set ->
                                                                                    ". ./hearth data"
                                                                                            + " fetch "
                                                                                            + set
                                                                                            + " brings"
                                                                                            + " them.")
                                                                    .orElse(
                                                                            ". Name a file"
                                                                                    + " instead."))));
        }
        return Optional.of(Path.of(given.get()));
    }
}
