package dev.hearth.nn;

import java.util.List;

/**
 * What a layer costs for one example.
 *
 * @param state numbers kept but not learned, such as running means
 * @param multiplyAdds of convolutions and matrix products, as papers count them: activations,
 *     normalisation, pooling and biases count nothing
 */
public record Complexity(long parameters, long state, long multiplyAdds) {

    public static final Complexity NONE = new Complexity(0, 0, 0);

    public Complexity plus(Complexity other) {
        return new Complexity(
                parameters + other.parameters,
                state + other.state,
                multiplyAdds + other.multiplyAdds);
    }

    /** What the layers cost together. */
    public static Complexity sum(List<ChildLayer> layers) {
        return layers.stream()
                .map(each -> each.layer().cost(each.in()))
                .reduce(NONE, Complexity::plus);
    }
}
