package dev.hearth.train.recipe;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.hearth.data.view.View;

/** What is done once to all images, fitted on the training images. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Preparation.Plain.class, name = "plain"),
    @JsonSubTypes.Type(value = Preparation.Whitened.class, name = "whitened"),
    @JsonSubTypes.Type(value = Preparation.Centred.class, name = "centred"),
    @JsonSubTypes.Type(value = Preparation.Viewed.class, name = "viewed")
})
public sealed interface Preparation {

    /** Pixels as they are, in [0, 1]. */
    record Plain() implements Preparation {}

    /**
     * Global contrast normalisation, then ZCA whitening (Goodfellow et al. 2013).
     *
     * @param scale the norm that an image gets
     * @param epsilon added to the eigenvalues
     */
    record Whitened(double scale, double epsilon) implements Preparation {}

    /** Pixels in [−1, 1], as Inception takes them. */
    record Centred() implements Preparation {}

    /**
     * Pictures of any size, each seen as a square.
     *
     * @param training how those to learn from are seen; wider than the net's input where the recipe
     *     crops them by lot
     * @param testing how those to be measured on are seen
     */
    record Viewed(View training, View testing) implements Preparation {}
}
