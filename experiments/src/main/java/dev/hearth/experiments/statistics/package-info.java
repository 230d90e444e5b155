/** Exact tests of few runs, with ties, and the power that a design has. */
package dev.hearth.experiments.statistics;
