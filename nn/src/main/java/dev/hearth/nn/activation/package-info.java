/** Activations: what each number does by itself. */
package dev.hearth.nn.activation;
