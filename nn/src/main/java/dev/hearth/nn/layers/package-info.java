/** All layers, one a file, and {@link dev.hearth.nn.layers.Layers} with a short method for each. */
package dev.hearth.nn.layers;
