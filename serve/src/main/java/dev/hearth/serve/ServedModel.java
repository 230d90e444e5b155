package dev.hearth.serve;

import dev.hearth.inference.ImageClassifier;
import java.util.List;
import java.util.Objects;

/**
 * A classifier that is open, and what it is called.
 *
 * <pre>{@code
 * static ServedModel digits(ImageClassifier classifier) {
 *     List<String> classes = java.util.stream.IntStream.range(0, 10).mapToObj(String::valueOf).toList();
 *     return new ServedModel("digits", classes, classifier, () -> {});
 * }
 * }</pre>
 *
 * @param name of the model, as it stands in addresses
 * @param classes a name for each of the net's numbers
 * @param classifier at work
 * @param closing lets go of what it owns
 */
public record ServedModel(
        String name, List<String> classes, ImageClassifier classifier, Runnable closing) {

    /** Copies the list. */
    public ServedModel {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(classifier, "classifier");
        Objects.requireNonNull(closing, "closing");
        classes = List.copyOf(classes);
    }
}
