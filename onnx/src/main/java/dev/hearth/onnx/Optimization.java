package dev.hearth.onnx;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.util.Map;

/** What ONNX Runtime may change in a graph, from the most on. */
public enum Optimization {
    /** All that it does by default. */
    ALL_OPT(OptLevel.ALL_OPT, Map.of()),

    /**
     * All but what it does to quantised nets beyond joining operators: the inputs of products with weights in 4 or
     * 8 bits stay float32, where by default they are rounded to 8 bits, and numbers in signed 8 bits are kept
     * so, without which some valid nets do not open.
     */
    ALL_OPT_SIGNED(
            OptLevel.ALL_OPT,
            Map.of(
                    "session.qdqisint8allowed",
                    "1",
                    "session.qdq_matmulnbits_accuracy_level",
                    "1")),

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
