/** Layers made of layers. */
package dev.hearth.nn.combine;
