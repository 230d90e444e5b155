/**
 * The cellar: native numbers and the rooms that own them. The only package that may import {@code
 * org.bytedeco}.
 *
 * <p>{@code Tensor} is the final hold on native numbers; its operations are its methods. {@code
 * Scope} is a try-with-resources room in which tensors are born and die. {@link
 * dev.hearth.tensor.Seed} is where all chance comes from.
 */
package dev.hearth.tensor;
