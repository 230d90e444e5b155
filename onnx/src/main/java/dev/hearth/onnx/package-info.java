/** Export of models to ONNX, inference in ONNX Runtime, and quantisation to 8 bits. */
package dev.hearth.onnx;
