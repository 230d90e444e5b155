package dev.hearth.onednn;

/**
 * What is applied to each number of a weighted sum, in float32, before it is rounded.
 *
 * @param kind which function
 * @param alpha slope below zero, the scale of an ELU, or the least value
 * @param beta the largest value
 */
record Activation(Kind kind, float alpha, float beta) {

    /** The functions. */
    enum Kind {
        NONE,
        RELU,
        ELU,
        CLIP,
        SIGMOID,
        TANH
    }

    static final Activation NONE = new Activation(Kind.NONE, 0, 0);

    boolean isNone() {
        return kind == Kind.NONE;
    }
}
