package dev.hearth.nn;

/**
 * A forward function each of whose results is the maximum of some numbers of its argument: g(max xᵢ) =
 * max g(xᵢ) for every non-decreasing g, so a sequence may apply g after it, to fewer numbers.
 *
 * <p>Where g is flat, the maximum of xᵢ and that of g(xᵢ) may be at different i: the values agree bit
 * for bit, and so do gradients wherever g′ = 0 on its flat parts, as for ReLU.
 *
 * <pre>{@code
 * Forward halved =
 *         (SelectsMaximum) (x, how) -> Functional.maxPool2d(x, 2, 2, ConvParameters.stride(2, 2));
 * }</pre>
 */
@FunctionalInterface
public interface SelectsMaximum extends OwnsResult {}
