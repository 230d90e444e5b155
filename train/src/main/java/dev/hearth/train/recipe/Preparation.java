package dev.hearth.train.recipe;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What is done once to all images, fitted on the training images. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Preparation.Plain.class, name = "plain"),
    @JsonSubTypes.Type(value = Preparation.Whitened.class, name = "whitened"),
    @JsonSubTypes.Type(value = Preparation.ScaledAndWhitened.class, name = "scaledAndWhitened")
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

    /**
     * Scaled from bytes by (x − 127.5)/128, then ZCA whitening (published code of Salimans and Kingma
     * 2016).
     *
     * @param epsilon added to the eigenvalues
     */
    record ScaledAndWhitened(double epsilon) implements Preparation {}
}
