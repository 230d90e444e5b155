/** Servers of the same ONNX model beside one another, under the same load. */
package dev.hearth.peers.serve;
