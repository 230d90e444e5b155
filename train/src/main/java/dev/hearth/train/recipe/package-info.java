/** Recipes: what a run is made of, each setting with its origin. */
package dev.hearth.train.recipe;
