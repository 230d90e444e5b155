/** The experiments of Szegedy et al., "Inception-v4, Inception-ResNet and the impact of residual
 * connections on learning", 2016. */
package dev.hearth.papers.inception;
