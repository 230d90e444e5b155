package dev.hearth.nn;

/**
 * A forward function whose result has memory of its own that neither it nor its backward pass reads
 * again, so that the next function may overwrite it. A convolution is one: its backward pass reads its
 * argument and weights. An activation whose backward pass reads its result is not.
 *
 * <pre>{@code
 * Forward doubled = (OwnsResult) (input, how) -> input.mul(2);
 * }</pre>
 */
@FunctionalInterface
public interface OwnsResult extends Forward {}
