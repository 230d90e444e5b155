package dev.hearth.export.onnx;

/** What ONNX Runtime's threads do while they wait for work. */
public enum Waiting {
    /** They sleep: on cores that others use too. */
    ASLEEP,
    /** They spin, for tens of milliseconds: on cores of their own. ONNX Runtime's habit. */
    SPINNING
}
