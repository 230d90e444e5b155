/** How learned tensors begin, each with its source. */
package dev.hearth.nn.init;
