/** Folding: normalisations are multiplied into weights and biases, for inference. */
package dev.hearth.nn.fold;
