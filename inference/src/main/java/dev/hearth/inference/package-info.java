/** Trained image classifiers and generators: load, classify, evaluate, fine-tune, generate, export. */
package dev.hearth.inference;
