/** Pooling: many cells of a channel become one number. */
package dev.hearth.nn.pool;
