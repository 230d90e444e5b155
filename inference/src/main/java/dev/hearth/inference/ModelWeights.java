package dev.hearth.inference;

import dev.hearth.data.BadDataException;
import dev.hearth.data.DidYouMean;
import dev.hearth.data.Sha256;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Frozen;
import dev.hearth.nn.layers.FrozenBackbone;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.weights.HeadPolicy;
import dev.hearth.weights.TensorNaming;
import dev.hearth.weights.WeightFile;
import dev.hearth.weights.WeightImporter;
import dev.hearth.zoo.ModelRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;

/** Files of weights of registered models: where they are, how they are read, what tells them apart. */
final class ModelWeights {

    /** ImageNet's classes; released weights may have one more, for the background. */
    static final int IMAGENET = 1000;

    private static final String RELEASED = "-released";
    private static final int MOST_CLASSES = 1 << 20;

    private ModelWeights() {}

    /**
     * The registered model that weights exist for: {@code inception-v4-released} for {@code
     * inception-v4}, since the released weights have another order of branches.
     */
    static String modelName(String given) {
        var models = ModelRegistry.models();
        if (models.containsKey(given + RELEASED)) {
            return given + RELEASED;
        }
        if (!models.containsKey(given)) {
            boolean exists = Files.exists(Path.of(given));
            throw Check.error(
                    "A model is given by its name, or by a folder that holds one",
                    given + (exists ? ", which has no model.json and no run's checkpoint" : ""),
                    DidYouMean.question(given, models.keySet()) + "./hearth list prints the names");
        }
        return given;
    }

    /** The downloaded weights of a model. */
    static Path downloaded(String name, Path data) {
        var published = ModelRegistry.model(name).pretrained();
        return published
                .map(weights -> data.resolve(weights.file()))
                .filter(Files::isRegularFile)
                .orElseThrow(
                        () ->
                                Check.error(
                                        "A model needs trained weights",
                                        name + " without any in " + data,
                                        "Name a file of weights, or a folder that holds a model"
                                                + published
                                                        .map(weights -> fetch(weights.dataset()))
                                                        .orElse("")));
    }

    private static String fetch(String dataset) {
        return "; ./hearth data fetch " + dataset + " downloads some";
    }

    /** As many classes as the last layer of a file has, without ImageNet's background. */
    static int classes(Model net, Path file) {
        List<Parameters.Entry> entries = net.parameters().entries();
        Parameters.Entry last = entries.get(entries.size() - 1);
        long own = net.layer().out(net.in()).count();
        try (WeightFile weights = WeightFile.open(file)) {
            String stored = naming(net, weights).of(last.name());
            long rows =
                    weights.tensors().stream()
                            .filter(tensor -> tensor.name().equals(stored))
                            .filter(tensor -> !tensor.shape().isEmpty())
                            .mapToLong(tensor -> tensor.shape().get(0))
                            .findFirst()
                            .orElse(own);
            boolean background = own == IMAGENET && rows == IMAGENET + 1;
            boolean head = last.shape().get(0) == own && rows > 0 && rows <= MOST_CLASSES;
            return (int) (head && !background ? rows : own);
        }
    }

    /** Reads weights into a model, by the model's own tensor names or by the released ones. */
    static void read(Model net, Path given, HeadPolicy head) {
        try (WeightFile weights = WeightFile.open(file(given))) {
            new WeightImporter(naming(net, weights), head).into(net, weights);
        }
    }

    private static Path file(Path given) {
        return TrainedModel.isIn(given) ? given.resolve(TrainedModel.WEIGHTS) : given;
    }

    private static TensorNaming naming(Model net, WeightFile weights) {
        String first = net.parameters().entries().get(0).name();
        return weights.tensors().stream().anyMatch(tensor -> tensor.name().equals(first))
                ? TensorNaming.OWN
                : TensorNaming.released(unfrozen(net.layer())).orElse(TensorNaming.OWN);
    }

    /** The layer whose tensors are frozen; their names are the same. */
    private static Layer unfrozen(Layer layer) {
        if (layer instanceof Frozen frozen) {
            return unfrozen(frozen.net());
        }
        return layer instanceof FrozenBackbone head ? unfrozen(head.net()) : layer;
    }

    /** Refuses weights that do not fit a net. */
    static void check(Layer net, Shape in, Path given) {
        try (var scope = Scope.open()) {
            read(Model.build(net, in, new Seed(0), Device.CPU), given, HeadPolicy.FRESH);
        }
    }

    /** The first twelve digits of a file's SHA-256. */
    static String digest(Path given) {
        MessageDigest sha = Sha256.sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file(given))) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha.update(buffer, 0, n);
            }
        } catch (IOException failure) {
            throw new BadDataException(
                    "Weights are read from a file",
                    String.valueOf(failure.getMessage()),
                    "Name a .safetensors or .pth file, or a folder that holds a model",
                    failure);
        }
        return Sha256.hexadecimal(sha).substring(0, 12);
    }
}
