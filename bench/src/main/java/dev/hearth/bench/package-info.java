/**
 * Measurements of Hearth beside the engine that it stands on: each figure from two or more ways to do
 * the same work, alternating in one process, so that what else the machine does touches all alike.
 * The one module besides tensor that may call the presets, because it measures them.
 */
package dev.hearth.bench;
