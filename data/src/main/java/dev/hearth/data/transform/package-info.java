/** What is done to images between a file and a batch: preprocessing, random augmentation, and what a model wants its input to be. */
package dev.hearth.data.transform;
