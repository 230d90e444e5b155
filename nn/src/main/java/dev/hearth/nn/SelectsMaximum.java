package dev.hearth.nn;

/**
 * A machine each of whose results is the largest of some of its argument's numbers: g(max xᵢ) = max
 * g(xᵢ) for every g that nowhere falls, so a sequence may apply g behind it, to fewer numbers.
 *
 * <p>Where g is flat, the largest before it may be another than behind it: the values agree bit for
 * bit, and so do gradients wherever g′ = 0 on its flat parts, as for ReLU.
 *
 * <pre>{@code
 * Forward halved =
 *         (SelectsMaximum) (x, how) -> Functional.maxPool2d(x, 2, 2, ConvParameters.stride(2, 2));
 * }</pre>
 */
@FunctionalInterface
public interface SelectsMaximum extends OwnsResult {}
