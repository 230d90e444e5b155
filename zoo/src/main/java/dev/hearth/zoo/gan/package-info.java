/** The nets of the GAN paper and of its code (Goodfellow et al. 2014). */
package dev.hearth.zoo.gan;
