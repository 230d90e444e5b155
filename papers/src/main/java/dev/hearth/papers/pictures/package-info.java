/** A person's own pictures: recipes for a folder of them. */
package dev.hearth.papers.pictures;
