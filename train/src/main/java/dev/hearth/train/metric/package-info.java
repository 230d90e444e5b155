/**
 * What is measured, and what may be said of it: errors and confusions of classifiers, and the
 * statistics of a handful of seeds.
 */
package dev.hearth.train.metric;
