/** The side-by-side with other frameworks: the driver, and Hearth's own process. */
package dev.hearth.peers;
