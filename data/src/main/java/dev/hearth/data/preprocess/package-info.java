/** What is done to every image alike, without chance: scales, contrast, whitening. */
package dev.hearth.data.preprocess;
