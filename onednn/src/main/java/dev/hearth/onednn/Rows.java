package dev.hearth.onednn;

/**
 * Some rows of an image.
 *
 * @param from the first
 * @param to behind the last
 */
record Rows(long from, long to) {

    /** Of a vector. */
    static final Rows NONE = new Rows(0, 0);

    long count() {
        return to - from;
    }
}
