/** TensorFlow for Java: a graph, run in a session. */
package dev.hearth.peers.tensorflow;
