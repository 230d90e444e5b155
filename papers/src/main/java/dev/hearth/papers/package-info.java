/** The five papers: {@link dev.hearth.papers.Papers} lists every experiment. */
package dev.hearth.papers;
