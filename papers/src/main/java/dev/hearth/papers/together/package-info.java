/** The five papers' ideas in one net, each against its rival, and with a generator's images. */
package dev.hearth.papers.together;
