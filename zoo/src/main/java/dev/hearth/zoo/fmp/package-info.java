/** The nets of Graham, "Fractional max-pooling", 2014, and those that they are compared with. */
package dev.hearth.zoo.fmp;
