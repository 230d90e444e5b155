/**
 * Where zoo, data and train first meet: the papers' experiments.
 *
 * <p>An {@link dev.hearth.papers.Experiment} plans jobs for a budget; {@link
 * dev.hearth.papers.Reproduction} does them, lays what was measured beside what the paper says, and
 * leaves results and pictures behind. {@link dev.hearth.papers.Papers} lists them all.
 */
package dev.hearth.papers;
