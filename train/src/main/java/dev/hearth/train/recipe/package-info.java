/** What an experiment is made of: letters, each number with its origin. */
package dev.hearth.train.recipe;
