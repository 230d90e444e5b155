/**
 * Reinforcement learning on games: environments, a replay memory, and deep Q-learning (Mnih et al. 2015)
 * as a task of {@link dev.hearth.train.Trainer}.
 *
 * <p>A {@link dev.hearth.rl.Game} opens {@link dev.hearth.rl.Environment}s. {@link
 * dev.hearth.rl.Raiders} is a small substitute for Atari's Space Invaders. A {@link
 * dev.hearth.rl.DqnRecipe} holds the settings of a training, {@link dev.hearth.rl.DqnTask} does it.
 */
package dev.hearth.rl;
