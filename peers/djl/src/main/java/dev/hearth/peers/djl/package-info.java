/** The Deep Java Library on its PyTorch engine. */
package dev.hearth.peers.djl;
