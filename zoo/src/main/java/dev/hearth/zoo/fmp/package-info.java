/** The nets of Graham, "Fractional max-pooling", 2014, and the nets that they are compared with. */
package dev.hearth.zoo.fmp;
