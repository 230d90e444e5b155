/** The nets of Salimans and Kingma 2016, weight normalisation. */
package dev.hearth.zoo.weightnorm;
