/** Noise that is there when training only: dropout in its forms, and Gaussian noise. */
package dev.hearth.nn.dropout;
