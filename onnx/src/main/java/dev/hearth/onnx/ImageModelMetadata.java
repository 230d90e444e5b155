package dev.hearth.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.data.BadDataException;
import dev.hearth.data.transform.InputSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What an image classifier's file needs beside its graph: its name, its input specification and the
 * names of its classes. In an ONNX model these are the metadata {@code hearth.model}, {@code
 * hearth.view} and {@code hearth.classes}, the last two in JSON.
 *
 * <pre>{@code
 * static ImageModelMetadata of(OnnxModel model) {
 *     return ImageModelMetadata.of(model.metadata());
 * }
 * }</pre>
 *
 * @param view how pictures become inputs
 * @param classes a name for each output
 */
public record ImageModelMetadata(String name, InputSpec view, List<String> classes) {

    private static final String NAME = "hearth.model";
    private static final String VIEW = "hearth.view";
    private static final String CLASSES = "hearth.classes";

    /** Copies the list. */
    public ImageModelMetadata {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(view, "view");
        classes = List.copyOf(classes);
    }

    /** As a model stores it. */
    public Map<String, String> metadata() {
        ObjectMapper mapper = new ObjectMapper();
        try {
            return Map.of(
                    NAME,
                    name,
                    VIEW,
                    mapper.writeValueAsString(view),
                    CLASSES,
                    mapper.writeValueAsString(classes));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * From a model's metadata.
     *
     * @throws BadDataException if one of the three is missing or malformed
     */
    public static ImageModelMetadata of(Map<String, String> metadata) {
        ObjectMapper mapper = new ObjectMapper();
        try {
            return new ImageModelMetadata(
                    metadata.get(NAME),
                    mapper.readValue(metadata.getOrDefault(VIEW, "null"), InputSpec.class),
                    mapper.readValue(
                            metadata.getOrDefault(CLASSES, "null"),
                            new TypeReference<List<String>>() {}));
        } catch (JsonProcessingException
                | IllegalArgumentException
                | NullPointerException strange) {
            throw new BadDataException(
                    "An image classifier needs the metadata hearth.model, hearth.view and hearth.classes",
                    "only " + metadata.keySet() + ", or others than Hearth writes",
                    "Export it with ./hearth export, or name the classes of another's with"
                            + " --labels",
                    strange);
        }
    }
}
