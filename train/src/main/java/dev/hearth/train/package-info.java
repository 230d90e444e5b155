/**
 * The training loop: a {@link dev.hearth.train.Trainer} lets the participants of a {@link
 * dev.hearth.train.Task} take turns and tells {@link dev.hearth.train.TrainingListener}s.
 */
package dev.hearth.train;
