/** A net of the five papers' ideas, each of which can be replaced by its usual rival. */
package dev.hearth.zoo.together;
