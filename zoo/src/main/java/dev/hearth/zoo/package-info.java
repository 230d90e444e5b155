/** Architectures, one family a package, each reading like its paper's figure or table; {@link dev.hearth.zoo.ModelRegistry} has them by name. */
package dev.hearth.zoo;
