/** Data sets whose density is known, for what only a formula can judge. */
package dev.hearth.data.mixture;
