package dev.hearth.weights;

/** What happens to the last trainable layer when weights are loaded. */
public enum HeadPolicy {
    /**
     * It is loaded from the file. One with a class more than a net of a thousand, as TensorFlow's have for
     * the background, loses its first.
     */
    STORED,
    /** It stays as it began, whatever the file has: for other classes. */
    FRESH
}
