/** Normalisation: layers that keep what flows through them near zero mean and unit variance. */
package dev.hearth.nn.norm;
