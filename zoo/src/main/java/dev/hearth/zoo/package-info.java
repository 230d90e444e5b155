/** Architectures only, one family a package, each net reading like its paper's figure or table. */
package dev.hearth.zoo;
