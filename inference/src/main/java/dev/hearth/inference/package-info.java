/** A trained net at work on pictures: what one shows, and how often it is right. */
package dev.hearth.inference;
