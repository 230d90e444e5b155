/** Folding: normalisations disappear into weights and biases for inference, letter and arrays alike. */
package dev.hearth.nn.fold;
