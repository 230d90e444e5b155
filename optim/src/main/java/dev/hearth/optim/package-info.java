/**
 * How learned numbers change: optimizers, what is done to gradients before a step and to values
 * after it, and averages of the values.
 *
 * <p>An {@link dev.hearth.optim.Optimizer} and its {@link dev.hearth.optim.StepModifier}s
 * are letters. Laid over a net's {@link dev.hearth.nn.Parameters} they become a {@link
 * dev.hearth.optim.OptimizerState}, a machine that works on the flat buffers, so a step is a few
 * vector operations however many layers there are.
 */
package dev.hearth.optim;
