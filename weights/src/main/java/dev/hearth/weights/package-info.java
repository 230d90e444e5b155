/**
 * Weights that come in and go out: safetensors and PyTorch's files, other people's names, and the
 * folder in which a trained net travels.
 */
package dev.hearth.weights;
