/**
 * The native layer: tensors, the scopes that own their memory, random numbers and the libtorch loader.
 * The only package that may import {@code org.bytedeco}.
 */
package dev.hearth.tensor;
