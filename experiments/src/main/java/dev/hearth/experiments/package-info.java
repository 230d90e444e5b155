/**
 * Experiments: an {@link dev.hearth.experiments.Experiment} plans jobs for a budget; {@link
 * dev.hearth.experiments.Reproduction} does them, lays what was measured beside what the paper says, and
 * leaves results and figures behind.
 */
package dev.hearth.experiments;
