package dev.hearth.cli;

import dev.hearth.data.BadData;
import dev.hearth.data.Digests;
import dev.hearth.data.imagenet.ImageNetClasses;
import dev.hearth.data.view.View;
import dev.hearth.export.weights.Head;
import dev.hearth.export.weights.Intake;
import dev.hearth.export.weights.Naming;
import dev.hearth.export.weights.TrainedModel;
import dev.hearth.export.weights.WeightFile;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Network;
import dev.hearth.nn.combine.Frozen;
import dev.hearth.nn.combine.HeadOnly;
import dev.hearth.papers.Catalogue;
import dev.hearth.papers.Papers;
import dev.hearth.papers.pictures.FineTuning;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Seed;
import dev.hearth.zoo.inception.InceptionResNetV2Released;
import dev.hearth.zoo.inception.InceptionV4Released;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What {@code --model} and {@code --weights} mean together: a folder that holds a trained model, or a
 * name of the catalogue with a file of numbers. A name whose released twin has another order of
 * branches means the twin, since numbers were released for that.
 */
final class Model {

    private static final String TWIN = "-released";
    private static final int IMAGENET = 1000;

    private Model() {}

    /**
     * A letter and its living net.
     *
     * @param letter what it is
     * @param net with its numbers, in the scope that was open
     */
    record Opened(TrainedModel letter, Network net) {}

    /** The name of the catalogue that trained numbers exist for. */
    static String name(String given) {
        var models = Catalogue.models();
        if (models.containsKey(given + TWIN)) {
            return given + TWIN;
        }
        if (!models.containsKey(given)) {
            throw new IllegalArgumentException(
                    "--model needs the name of a model, or a folder that holds one. Received: "
                            + given
                            + (Files.exists(Path.of(given)) ? ", a place without model.json" : "")
                            + ". ./hearth list has the names.");
        }
        return given;
    }

    static boolean isFolder(String given) {
        return TrainedModel.isIn(Path.of(given));
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
            TrainedModel letter = TrainedModel.read(folder, Papers.letters());
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
        return imported(name, file, device);
    }

    private static String mend(String name) {
        return set(name).map(set -> "; ./hearth data fetch " + set + " brings some").orElse("");
    }

    /** The data set that holds a model's released numbers. */
    private static Optional<String> set(String name) {
        Layer layer = Catalogue.models().get(name).layer();
        if (layer instanceof InceptionV4Released) {
            return Optional.of("inception-v4");
        }
        return layer instanceof InceptionResNetV2Released
                ? Optional.of("inception-resnet-v2")
                : Optional.empty();
    }

    private static Optional<Path> fetched(String name, Path root) {
        return set(name)
                .map(set -> set.replace('-', '_') + ".tf_in1k")
                .map(home -> root.resolve("weights").resolve(home).resolve("model.safetensors"))
                .filter(Files::isRegularFile);
    }

    /** A model of the catalogue, with the numbers of a file. */
    static Opened imported(String name, Path file, Device device) {
        Catalogue.Model model = Catalogue.models().get(name);
        View view = FineTuning.view(name, model);
        int count = (int) model.layer().out(model.in()).count();
        TrainedModel letter = new TrainedModel(name, model.layer(), view, classes(count));
        Network net = Network.build(model.layer(), TrainedModel.in(view), new Seed(0), device);
        fill(net, file, Head.STORED);
        return new Opened(letter, net);
    }

    private static List<String> classes(int count) {
        return count == IMAGENET
                ? ImageNetClasses.read().names()
                : IntStream.range(0, count).mapToObj(i -> "class " + i).toList();
    }

    /** Brings a file's numbers into a net, in the net's own names or in the released ones. */
    static int fill(Network net, Path given, Head head) {
        Path file = TrainedModel.isIn(given) ? given.resolve(TrainedModel.WEIGHTS) : given;
        try (WeightFile weights = WeightFile.open(file)) {
            String first = net.parameters().entries().get(0).name();
            boolean own = weights.tensors().stream().anyMatch(t -> t.name().equals(first));
            Naming naming =
                    own ? Naming.OWN : Naming.released(bare(net.layer())).orElse(Naming.OWN);
            return new Intake(naming, head).into(net, weights);
        }
    }

    /** The net itself, where its head alone learns: the tensors' names are the same. */
    private static Layer bare(Layer layer) {
        if (layer instanceof Frozen frozen) {
            return frozen.net();
        }
        return layer instanceof HeadOnly head ? head.net() : layer;
    }

    /** The first digits of a file's SHA-256: enough to tell numbers from others. */
    static String digest(Path given) {
        Path file = TrainedModel.isIn(given) ? given.resolve(TrainedModel.WEIGHTS) : given;
        MessageDigest sha = Digests.sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha.update(buffer, 0, n);
            }
        } catch (IOException failure) {
            throw new BadData(
                    "--weights needs a file that can be read",
                    String.valueOf(failure.getMessage()),
                    "Name a .safetensors or .pth file, or a folder that holds a model",
                    failure);
        }
        return Digests.hexadecimal(sha).substring(0, 12);
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
