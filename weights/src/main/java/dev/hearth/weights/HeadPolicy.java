package dev.hearth.weights;

/** What happens to the head when weights are loaded: to the last layer with a weight, and to what follows it. */
public enum HeadPolicy {
    /**
     * It is loaded from the file. One with a class more than a net of a thousand, as TensorFlow's have for
     * the background, loses its first.
     */
    STORED,
    /** It stays as it began, whatever the file has: for other classes. */
    FRESH
}
