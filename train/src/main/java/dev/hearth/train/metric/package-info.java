/**
 * What is measured, and what may be said of it: errors and confusions of classifiers; likelihood,
 * nearest images, modes and Fréchet distance of generators; and the statistics of a handful of seeds.
 */
package dev.hearth.train.metric;
