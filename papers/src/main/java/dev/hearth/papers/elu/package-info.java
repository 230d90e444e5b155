/** The experiments of Clevert, Unterthiner and Hochreiter 2015, one a file. */
package dev.hearth.papers.elu;
