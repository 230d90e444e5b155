/**
 * Layers: their description, parameters and forward function.
 *
 * <p>A {@link dev.hearth.nn.Layer} is an immutable configuration without native memory. Its {@code build}
 * makes a {@link dev.hearth.nn.Forward}, a function of a batch, whose learned numbers are in {@link
 * dev.hearth.nn.Parameters}. {@link dev.hearth.nn.Model} holds the three together.
 */
package dev.hearth.nn;
