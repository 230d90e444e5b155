/** Weight files: safetensors, PyTorch's files, the names of state dicts, and atomic files. */
package dev.hearth.weights;
