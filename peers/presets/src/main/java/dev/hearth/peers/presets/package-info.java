/** The raw JavaCPP presets of libtorch, as one writes on them. */
package dev.hearth.peers.presets;
