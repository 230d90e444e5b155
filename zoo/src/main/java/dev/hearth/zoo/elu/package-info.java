/** The nets of Clevert, Unterthiner and Hochreiter, "Fast and accurate deep network learning by
 * exponential linear units (ELUs)", 2015. */
package dev.hearth.zoo.elu;
