/** Every layer, one a file, and {@link dev.hearth.nn.layers.Layers}, in whose words nets are written. */
package dev.hearth.nn.layers;
