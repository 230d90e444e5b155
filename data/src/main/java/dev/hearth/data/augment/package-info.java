/** What training does to images by chance: letters that a loader builds on its threads. */
package dev.hearth.data.augment;
