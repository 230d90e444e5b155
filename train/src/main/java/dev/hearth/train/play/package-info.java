/**
 * Learning by playing: games behind a port, a memory of what happened, and deep Q-learning (Mnih et
 * al. 2015) as a task of the one loop.
 *
 * <p>A {@link dev.hearth.train.play.Game} is a letter that opens {@link
 * dev.hearth.train.play.Environment}s. {@link dev.hearth.train.play.Raiders} is ours, a small
 * substitute for Atari's Space Invaders. A {@link dev.hearth.train.play.Course} says how a net learns
 * a game, {@link dev.hearth.train.play.QLearning} does it.
 */
package dev.hearth.train.play;
