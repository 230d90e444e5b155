/** The nets of Szegedy, Ioffe, Vanhoucke and Alemi, "Inception-v4, Inception-ResNet and the impact
 * of residual connections on learning", 2016: as its figures print them, and as they were released. */
package dev.hearth.zoo.inception;
