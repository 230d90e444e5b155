package dev.hearth.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.hearth.data.BadDataException;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Seed;
import dev.hearth.weights.AtomicFile;
import dev.hearth.weights.HeadPolicy;
import dev.hearth.weights.TensorNaming;
import dev.hearth.weights.WeightExporter;
import dev.hearth.weights.WeightFile;
import dev.hearth.weights.WeightImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A letter that says what a trained net is and how it sees pictures. It lies in a folder, as {@code
 * model.json}, beside the numbers, {@code weights.safetensors}.
 *
 * <pre>{@code
 * static Model open(Path folder, LayerJson letters) {
 *     TrainedModel model = TrainedModel.read(folder, letters);
 *     return model.network(folder, Device.CPU);       // in the scope that is open now
 * }
 * }</pre>
 *
 * @param name what it is called, such as {@code inception-v4-released}
 * @param layer the net
 * @param view how it sees pictures
 * @param classes a name for each of its outputs
 */
public record TrainedModel(String name, Layer layer, InputSpec view, List<String> classes) {

    /** The letter's file. */
    public static final String LETTER = "model.json";

    /** Where the letter stands in the metadata of numbers that are handed on alone. */
    private static final String METADATA = "hearth.letter";

    /** The numbers' file. */
    public static final String WEIGHTS = "weights.safetensors";

    /** Refuses a net whose outputs are not as many as its classes. */
    public TrainedModel {
        Objects.requireNonNull(name, "name");
        classes = List.copyOf(classes);
        Shape out = layer.out(in(view));
        if (!out.equals(new Shape.Vector(classes.size()))) {
            throw new IllegalArgumentException(
                    "A trained model needs a class for each output. Received: "
                            + classes.size()
                            + " classes and outputs "
                            + out
                            + ". Give the net as many classes.");
        }
    }

    /**
     * What a net is built for that sees pictures so.
     *
     * @param view how it sees them
     * @return channels × side × side
     */
    public static Shape.Image in(InputSpec view) {
        return new Shape.Image(view.channels(), view.side(), view.side());
    }

    /**
     * Whether a folder holds one.
     *
     * @param folder any
     * @return true if the letter is there
     */
    public static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(LETTER));
    }

    /**
     * Reads the letter.
     *
     * @param folder where it lies
     * @param letters which layers are known
     * @return what it says
     * @throws BadDataException if there is none, or it cannot be read
     */
    public static TrainedModel read(Path folder, LayerJson letters) {
        Path file = folder.resolve(LETTER);
        try {
            TrainedModel model =
                    mapper(letters).readValue(Files.readString(file), TrainedModel.class);
            if (model == null) {
                throw new IOException("nothing in it");
            }
            return model;
        } catch (IOException | IllegalArgumentException broken) {
            throw new BadDataException(
                    "A trained model is read from " + file,
                    Files.exists(file)
                            ? String.valueOf(broken.getMessage()).lines().findFirst().orElse("")
                            : "nothing there",
                    "Name a folder that ./hearth import or ./hearth train made",
                    broken);
        }
    }

    /**
     * The letter as metadata of a file of numbers, so that the file alone suffices.
     *
     * @param letters which layers are known
     * @return strings by name
     */
    public Map<String, String> metadata(LayerJson letters) {
        try {
            return Map.of(METADATA, letters.mapper().writeValueAsString(this));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * The letter that a file of numbers carries.
     *
     * @param file as {@code ./hearth export} wrote it
     * @param letters which layers are known
     * @return what it says, if it carries one
     * @throws BadDataException if it cannot be read
     */
    public static Optional<TrainedModel> in(WeightFile file, LayerJson letters) {
        String text = file.metadata().get(METADATA);
        try {
            return text == null
                    ? Optional.empty()
                    : Optional.of(letters.mapper().readValue(text, TrainedModel.class));
        } catch (JsonProcessingException | IllegalArgumentException broken) {
            throw new BadDataException(
                    "A file's metadata " + METADATA + " say what net it is of",
                    String.valueOf(broken.getMessage()).lines().findFirst().orElse(""),
                    "Export it anew with this version, or name the net with --model",
                    broken);
        }
    }

    /**
     * Builds the net, with its numbers, in the scope that is open now.
     *
     * @param folder where they lie
     * @param device where it is to live
     * @return ready
     * @throws BadDataException if the numbers are missing or do not fit
     */
    public Model network(Path folder, Device device) {
        Model net = Model.build(layer, in(view), new Seed(0), device);
        try (WeightFile file = WeightFile.open(folder.resolve(WEIGHTS))) {
            new WeightImporter(TensorNaming.OWN, HeadPolicy.STORED).into(net, file);
        }
        return net;
    }

    /**
     * Writes letter and numbers; the letter last, so that a folder that has it is whole.
     *
     * @param folder where to; made if it is not there
     * @param net with the numbers
     * @param letters which layers are known
     * @throws BadDataException if it cannot be written
     */
    public void write(Path folder, Model net, LayerJson letters) {
        String text;
        try {
            Files.createDirectories(folder);
            text = mapper(letters).writeValueAsString(this) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        } catch (IOException failure) {
            throw AtomicFile.unwritable(folder, failure);
        }
        new WeightExporter(TensorNaming.OWN, Map.of("format", "hearth-weights-1", "model", name))
                .of(net, folder.resolve(WEIGHTS));
        AtomicFile.write(folder.resolve(LETTER), text);
    }

    private static ObjectMapper mapper(LayerJson letters) {
        return letters.mapper().enable(SerializationFeature.INDENT_OUTPUT);
    }
}
