/**
 * The one loop, and all that is measured.
 *
 * <p>A {@link dev.hearth.train.recipe.Recipe} is the letter. A {@link dev.hearth.train.Task} is the
 * machine made of it: players who take turns. {@link dev.hearth.train.Trainer} knows only turns.
 */
package dev.hearth.train;
