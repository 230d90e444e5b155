package dev.hearth.weights;

/** What becomes of the last layer that learns, when weights come in. */
public enum HeadPolicy {
    /**
     * It comes from the file. One with a class more than a net of a thousand, as TensorFlow's have for
     * the background, loses its first.
     */
    STORED,
    /** It stays as it began, whatever the file has: for other classes. */
    FRESH
}
