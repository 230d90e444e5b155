/** Handwriting as movements of a pen, and pictures drawn of it. */
package dev.hearth.data.handwriting;
