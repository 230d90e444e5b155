package dev.hearth.nn;

/**
 * A machine whose result is memory of its own that nobody, its backward pass included, reads
 * again: what follows may overwrite it. So says a convolution, which goes back by its argument and
 * weights; an activation that goes back by its result must not.
 *
 * <pre>{@code
 * Forward doubled = (OwnsResult) (input, how) -> input.mul(2);
 * }</pre>
 */
@FunctionalInterface
public interface OwnsResult extends Forward {}
