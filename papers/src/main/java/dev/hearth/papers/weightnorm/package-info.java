/** The experiments of Salimans and Kingma 2016, weight normalisation, one a file. */
package dev.hearth.papers.weightnorm;
