/** Deeplearning4j: its computation graph on nd4j's native backend. */
package dev.hearth.peers.dl4j;
