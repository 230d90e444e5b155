/**
 * A learning rate, a momentum or any other scalar as a function of a run's progress: records that
 * hold no state, so that a resumed run reads the same value as one that was never stopped.
 */
package dev.hearth.optim.schedule;
