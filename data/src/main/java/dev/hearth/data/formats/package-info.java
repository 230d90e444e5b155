/**
 * File formats: one format, one file. Every reader takes its bytes to be untrusted, and throws
 * {@link dev.hearth.data.BadData} for whatever it cannot read.
 */
package dev.hearth.data.formats;
