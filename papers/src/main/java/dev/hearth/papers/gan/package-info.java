/** Generative adversarial nets (Goodfellow et al. 2014): what the paper did and claims. */
package dev.hearth.papers.gan;
