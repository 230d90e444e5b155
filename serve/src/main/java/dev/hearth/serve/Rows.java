package dev.hearth.serve;

import java.util.function.BooleanSupplier;

/**
 * Examples that a net is to answer together: the squares of a picture, or the rows of a tensor.
 *
 * @param values channels × side × side numbers each, one example after another; not copied
 * @param count of examples, above 0
 * @param isWanted whether anybody still waits for the answer
 */
record Rows(float[] values, int count, BooleanSupplier isWanted) {}
