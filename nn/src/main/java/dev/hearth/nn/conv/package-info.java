/** Convolutions, and how a window moves over an image. */
package dev.hearth.nn.conv;
