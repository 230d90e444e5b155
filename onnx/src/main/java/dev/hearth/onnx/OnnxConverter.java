package dev.hearth.onnx;

import dev.hearth.nn.Layer;

/**
 * How a letter is said in ONNX.
 *
 * @param <L> the letter
 */
@FunctionalInterface
interface OnnxConverter<L extends Layer> {

    /**
     * Writes its operators.
     *
     * @param letter with its knobs
     * @param place where in the net
     * @param x the value that comes in
     * @return the value that comes out
     */
    String write(L letter, ExportContext place, String x);
}
