package dev.hearth.onnx;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.util.Map;

/** What ONNX Runtime may change in a graph, from the most on. */
public enum Optimization {
    /** All that it does by default. */
    ALL_OPT(OptLevel.ALL_OPT, Map.of()),

    /**
     * All, but products with weights in 4 or 8 bits take their input in float32: by default ONNX Runtime 1.29 rounds it
     * to 8 bits, which the graph does not say.
     */
    ALL_OPT_FLOAT_INPUTS(OptLevel.ALL_OPT, Map.of("session.qdq_matmulnbits_accuracy_level", "1")),

    /** Without layouts of its own. */
    EXTENDED_OPT(OptLevel.EXTENDED_OPT, Map.of()),

    /** Without joined operators. */
    BASIC_OPT(OptLevel.BASIC_OPT, Map.of()),

    /** Operator by operator, as the graph has them. */
    NO_OPT(OptLevel.NO_OPT, Map.of());

    private final OptLevel level;
    private final Map<String, String> entries;

    Optimization(OptLevel level, Map<String, String> entries) {
        this.level = level;
        this.entries = entries;
    }

    OptLevel level() {
        return level;
    }

    /** Of the session's configuration. */
    Map<String, String> entries() {
        return entries;
    }
}
