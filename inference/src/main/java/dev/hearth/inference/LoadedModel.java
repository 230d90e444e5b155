package dev.hearth.inference;

import dev.hearth.data.dataset.ImageNetClasses;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Seed;
import dev.hearth.train.recipe.RecipeJson;
import dev.hearth.train.task.TrainedNet;
import dev.hearth.weights.HeadPolicy;
import dev.hearth.weights.WeightFile;
import dev.hearth.zoo.ModelRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A trained model with its weights in libtorch, in the scope that was open when it was loaded. {@link
 * ImageClassifier} is what classifies pictures; this is for those who work with the tensors.
 *
 * <pre>{@code
 * try (var scope = Scope.open()) {
 *     LoadedModel model = LoadedModel.load(Path.of("runs/photos"), Device.CPU);
 *     long count = model.net().parameters().count();
 * }
 * }</pre>
 *
 * @param description what it is
 * @param net with its weights
 */
public record LoadedModel(TrainedModel description, Model net) {

    /** Whether a folder holds a trained model or a training run's checkpoint. */
    public static boolean isIn(Path folder) {
        return TrainedModel.isIn(folder) || TrainedNet.isIn(folder);
    }

    /**
     * Loads the model of a folder.
     *
     * @param folder of a trained model, or of the training run of a classifier
     * @throws dev.hearth.data.BadDataException if a file is broken, or the run is no classifier's
     * @throws IllegalArgumentException if the folder holds no model
     */
    public static LoadedModel load(Path folder, Device device) {
        if (!isIn(folder)) {
            throw Check.error(
                    "A model is loaded from a folder",
                    folder + ", without model.json or a run's checkpoint",
                    "Make one with ./hearth import, train or run");
        }
        RecipeJson json = RecipeJson.of(ModelRegistry.layerJson());
        if (!TrainedModel.isIn(folder)) {
            TrainedNet run = TrainedNet.open(folder, json, device);
            return new LoadedModel(RunModel.of(run), run.network());
        }
        TrainedModel description = TrainedModel.read(folder, ModelRegistry.layerJson());
        return new LoadedModel(description, description.network(folder, device));
    }

    /** A folder, or the name of a registered model with a file of weights, by default the downloaded one. */
    static LoadedModel load(String model, Optional<Path> weights, Path data, Device device) {
        if (!isIn(Path.of(model))) {
            String name = ModelWeights.modelName(model);
            Path file = weights.orElseGet(() -> ModelWeights.downloaded(name, data));
            return ofWeights(Optional.of(name), file, device);
        }
        if (weights.isPresent()) {
            throw Check.error(
                    "A file of weights goes with the name of a model",
                    weights.get() + " with the folder " + model + ", which has its own",
                    "Leave the file out");
        }
        return load(Path.of(model), device);
    }

    /**
     * Loads a file of weights, safetensors or a PyTorch state dict.
     *
     * @param model the name of a registered model, which gets as many classes as the file's last layer
     *     has; without one, the model that the file's metadata describe, as {@link ModelExport} writes them
     * @throws dev.hearth.data.BadDataException if the file is broken or of another model
     * @throws IllegalArgumentException if neither names a model
     */
    public static LoadedModel ofWeights(Optional<String> model, Path file, Device device) {
        Optional<String> name = model.map(ModelWeights::modelName);
        Optional<TrainedModel> described;
        try (WeightFile weights = WeightFile.open(file)) {
            described = TrainedModel.in(weights, ModelRegistry.layerJson());
        }
        if (described.isPresent() && name.map(described.get().name()::equals).orElse(true)) {
            return read(described.get(), file, device);
        }
        String known =
                name.orElseThrow(
                        () ->
                                Check.error(
                                        "A file of weights needs a model",
                                        file + ", which describes none",
                                        "Name one that ./hearth list prints"));
        ModelRegistry.Entry entry = ModelRegistry.model(known);
        InputSpec view = FineTuningRecipes.view(entry);
        Model net = Model.build(entry.layer(), TrainedModel.in(view), new Seed(0), device);
        int count = ModelWeights.classes(net, file);
        Layer layer =
                count == net.layer().out(net.in()).count()
                        ? entry.layer()
                        : entry.withClasses(count);
        return read(new TrainedModel(known, layer, view, classes(count)), file, device);
    }

    private static LoadedModel read(TrainedModel description, Path file, Device device) {
        Model net =
                Model.build(
                        description.layer(),
                        TrainedModel.in(description.view()),
                        new Seed(0),
                        device);
        ModelWeights.read(net, file, HeadPolicy.STORED);
        return new LoadedModel(description, net);
    }

    private static List<String> classes(int count) {
        return count == ModelWeights.IMAGENET
                ? ImageNetClasses.read().names()
                : IntStream.range(0, count).mapToObj(label -> "class " + label).toList();
    }
}
