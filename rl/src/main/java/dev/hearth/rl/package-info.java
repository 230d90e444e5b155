/**
 * Learning by playing: games behind a port, a memory of what happened, and deep Q-learning (Mnih et
 * al. 2015) as a task of the one loop.
 *
 * <p>A {@link dev.hearth.rl.Game} is a letter that opens {@link
 * dev.hearth.rl.Environment}s. {@link dev.hearth.rl.Raiders} is ours, a small
 * substitute for Atari's Space Invaders. A {@link dev.hearth.rl.DqnRecipe} says how a net learns
 * a game, {@link dev.hearth.rl.DqnTask} does it.
 */
package dev.hearth.rl;
