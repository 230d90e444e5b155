/** The experiments of Graham, "Fractional max-pooling", 2014. */
package dev.hearth.papers.fmp;
