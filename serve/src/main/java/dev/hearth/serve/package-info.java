/** A trained net behind HTTP: pictures in, classes out, requests joined into batches. */
package dev.hearth.serve;
