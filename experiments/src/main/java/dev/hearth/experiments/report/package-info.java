/** The page for those who would rather look than read: one file, no network. */
package dev.hearth.experiments.report;
