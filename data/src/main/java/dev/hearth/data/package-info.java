/**
 * Bytes to batches, in plain arrays: data sets, their file formats, and what is done to images
 * before a network sees them.
 */
package dev.hearth.data;
