package dev.hearth.nn.layers;

import dev.hearth.nn.Forward;
import java.util.List;

/**
 * Rewrites the forward functions of a chain into fewer or cheaper ones that compute the same, for
 * passes without an observer. Each is a special case for speed: a {@link Sequence} is right without it,
 * and each says which rows of {@code bench/README.md} measure it.
 */
@FunctionalInterface
interface Fusion {

    /** All fusions, in the order in which they are applied. */
    List<Fusion> ALL = List.of(FusedDense::fused, FusedForwards::joined);

    List<Forward> fused(List<Forward> chain);
}
