package dev.hearth.nn;

/**
 * What a layer costs for one example.
 *
 * @param parameters learned numbers
 * @param state numbers kept but not learned, such as running means
 * @param multiplyAdds of convolutions and matrix products, as papers count them: activations,
 *     normalisation, pooling and biases count nothing
 */
public record Complexity(long parameters, long state, long multiplyAdds) {

    /** Nothing at all. */
    public static final Complexity NONE = new Complexity(0, 0, 0);

    /**
     * Both together.
     *
     * @param other what else
     * @return the sums
     */
    public Complexity plus(Complexity other) {
        return new Complexity(
                parameters + other.parameters,
                state + other.state,
                multiplyAdds + other.multiplyAdds);
    }
}
