package dev.hearth.nn;

import dev.hearth.tensor.Autograd;
import dev.hearth.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A layer whose gradient is, or can be, an {@link Autograd#function}. A layer with several branches, one of
 * which holds such a layer, lets them begin at a {@link Autograd#branchPoint}, so that what lies before it
 * is walked once in a backward pass.
 *
 * <pre>{@code
 * public record Squared() implements Layer, CustomGradient {
 *     public Shape out(Shape in) {
 *         return in;
 *     }
 *
 *     public Complexity cost(Shape in) {
 *         return new Complexity(0, 0, 0);
 *     }
 *
 *     public Forward build(Shape in, Parameters parameters) {
 *         return (x, pass) -> Autograd.function(x, x.detach().square(), g -> g.mul(x).mul(2), x);
 *     }
 * }
 * }</pre>
 */
public interface CustomGradient {

    /** Whether one of these layers, or one that it holds, has a custom gradient. */
    static boolean isIn(List<ChildLayer> layers) {
        return layers.stream()
                .anyMatch(
                        each ->
                                each.layer() instanceof CustomGradient
                                        || isIn(each.layer().children(each.in())));
    }

    /** What several branches are given: a branch point where one of them has a custom gradient. */
    static UnaryOperator<Tensor> branching(List<ChildLayer> branches) {
        return isIn(branches) ? Autograd::branchPoint : UnaryOperator.identity();
    }
}
