/** The built-in data set: digits drawn from strokes, for a computer that has no data set at all. */
package dev.hearth.data.strokes;
