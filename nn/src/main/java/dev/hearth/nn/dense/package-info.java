/** Layers in which every output sees every input. */
package dev.hearth.nn.dense;
