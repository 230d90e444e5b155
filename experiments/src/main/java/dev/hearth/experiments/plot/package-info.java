/** Learning curves as pictures. */
package dev.hearth.experiments.plot;
