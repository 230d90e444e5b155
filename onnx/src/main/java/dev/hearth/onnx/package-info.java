/** Nets as ONNX models, and ONNX Runtime that computes them. */
package dev.hearth.onnx;
