/** Layers, initialisers and shapes as JSON, read strictly. */
package dev.hearth.nn.json;
