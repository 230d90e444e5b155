package dev.hearth.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.hearth.data.BadDataException;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Seed;
import dev.hearth.weights.AtomicFile;
import dev.hearth.weights.HeadPolicy;
import dev.hearth.weights.StoredTensor;
import dev.hearth.weights.TensorNaming;
import dev.hearth.weights.WeightExporter;
import dev.hearth.weights.WeightFile;
import dev.hearth.weights.WeightImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The description of a trained classifier: {@code model.json} in its folder, beside {@code
 * weights.safetensors}.
 *
 * <pre>{@code
 * static Model open(Path folder, LayerJson layers) {
 *     TrainedModel description = TrainedModel.read(folder, layers);
 *     return description.network(folder, Device.CPU);       // in the scope that is open now
 * }
 * }</pre>
 *
 * @param name such as {@code inception-v4-released}
 * @param layer the network
 * @param view how a picture becomes its input
 * @param classes a name for each of its outputs
 */
public record TrainedModel(String name, Layer layer, InputSpec view, List<String> classes) {

    /** The file of the description. */
    public static final String DESCRIPTION = "model.json";

    /** The key of the description in the metadata of a file of weights. */
    private static final String METADATA = "hearth.letter";

    /** The file of weights. */
    public static final String WEIGHTS = "weights.safetensors";

    /** Refuses another count of classes than the layer has outputs. */
    public TrainedModel {
        Objects.requireNonNull(name, "name");
        classes = List.copyOf(classes);
        Shape out = layer.out(in(view));
        if (!out.equals(new Shape.Vector(classes.size()))) {
            throw Check.error(
                    "A trained model needs a class for each output",
                    classes.size() + " classes for outputs " + out,
                    "Give it as many classes");
        }
    }

    /** The input shape of a model with a view: channels × side × side. */
    public static Shape.Image in(InputSpec view) {
        return new Shape.Image(view.channels(), view.side(), view.side());
    }

    /** Whether a folder holds a trained model. */
    public static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(DESCRIPTION));
    }

    /**
     * Reads the description in a folder.
     *
     * @param layers the known layers
     * @throws BadDataException if there is none, or it cannot be read
     */
    public static TrainedModel read(Path folder, LayerJson layers) {
        Path file = folder.resolve(DESCRIPTION);
        try {
            TrainedModel model =
                    mapper(layers).readValue(Files.readString(file), TrainedModel.class);
            if (model == null) {
                throw new IOException("nothing in it");
            }
            return model;
        } catch (IOException | IllegalArgumentException broken) {
            throw new BadDataException(
                    "A trained model is described by " + file,
                    Files.exists(file)
                            ? String.valueOf(broken.getMessage()).lines().findFirst().orElse("")
                            : "nothing there",
                    "Name a folder that ./hearth import or train made",
                    broken);
        }
    }

    /** The description as metadata of a file of weights, which then needs no other file. */
    public Map<String, String> metadata(LayerJson layers) {
        try {
            return Map.of(METADATA, layers.mapper().writeValueAsString(this));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * The description in the metadata of a file of weights, if there is one.
     *
     * @throws BadDataException if it cannot be read
     */
    public static Optional<TrainedModel> in(WeightFile file, LayerJson layers) {
        String text = file.metadata().get(METADATA);
        try {
            return text == null
                    ? Optional.empty()
                    : Optional.of(layers.mapper().readValue(text, TrainedModel.class));
        } catch (JsonProcessingException | IllegalArgumentException broken) {
            throw new BadDataException(
                    "The metadata " + METADATA + " of a file of weights describe its model",
                    String.valueOf(broken.getMessage()).lines().findFirst().orElse(""),
                    "Export it anew with this version, or name the model",
                    broken);
        }
    }

    /**
     * Builds the model with the weights of a folder, in the scope that is open now.
     *
     * @throws BadDataException if the weights are missing or do not fit
     */
    public Model network(Path folder, Device device) {
        Model net = Model.build(layer, in(view), new Seed(0), device);
        try (WeightFile file = WeightFile.open(folder.resolve(WEIGHTS))) {
            new WeightImporter(TensorNaming.OWN, HeadPolicy.STORED).into(net, file);
        }
        return net;
    }

    /**
     * The arrays of a folder's weights by the names of the model's parameters and buffers, read without
     * libtorch; empty where they are not exactly those, which {@link #network} explains.
     */
    Optional<Map<String, float[]>> arrays(Path folder) {
        Parameters plan = Parameters.planned(layer, in(view));
        List<Parameters.Entry> entries = new ArrayList<>(plan.entries());
        entries.addAll(plan.stateEntries());
        Map<String, float[]> arrays = new TreeMap<>();
        try (WeightFile file = WeightFile.open(folder.resolve(WEIGHTS))) {
            Map<String, StoredTensor> stored = new HashMap<>();
            file.tensors().forEach(tensor -> stored.put(tensor.name(), tensor));
            for (Parameters.Entry entry : entries) {
                StoredTensor tensor = stored.remove(entry.name());
                if (tensor == null
                        || !tensor.shape().equals(entry.shape())
                        || !WeightFile.isFloating(tensor.type())) {
                    return Optional.empty();
                }
                arrays.put(entry.name(), file.floats(entry.name()));
            }
            return stored.isEmpty() && isFinite(arrays) ? Optional.of(arrays) : Optional.empty();
        }
    }

    private static boolean isFinite(Map<String, float[]> arrays) {
        for (float[] values : arrays.values()) {
            for (float value : values) {
                if (!Float.isFinite(value)) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Writes the weights, then the description: a folder that has the description is complete.
     *
     * @param folder made if it is missing
     * @throws BadDataException if it cannot be written
     */
    public void write(Path folder, Model net, LayerJson layers) {
        String text;
        try {
            Files.createDirectories(folder);
            text = mapper(layers).writeValueAsString(this) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        } catch (IOException failure) {
            throw AtomicFile.unwritable(folder, failure);
        }
        new WeightExporter(TensorNaming.OWN, Map.of("format", "hearth-weights-1", "model", name))
                .of(net, folder.resolve(WEIGHTS));
        AtomicFile.write(folder.resolve(DESCRIPTION), text);
    }

    private static ObjectMapper mapper(LayerJson layers) {
        return layers.mapper().enable(SerializationFeature.INDENT_OUTPUT);
    }
}
