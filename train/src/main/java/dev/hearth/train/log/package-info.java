/**
 * What a run says while it goes on and what remains to look at: rows, events for TensorBoard, a line
 * of progress, curves and bars.
 */
package dev.hearth.train.log;
