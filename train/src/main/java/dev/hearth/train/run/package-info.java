/** A run: one recipe, one seed, one folder, with its logs, checkpoint and result. */
package dev.hearth.train.run;
