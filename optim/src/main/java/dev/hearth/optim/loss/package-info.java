/** What training makes small: one number from a batch of outputs and what they should have been. */
package dev.hearth.optim.loss;
