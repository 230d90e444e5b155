/** ONNX Runtime, for inference. */
package dev.hearth.peers.onnx;
