package dev.hearth.onnx;

/** What ONNX Runtime's threads do while they wait for work. */
public enum ThreadSpinning {
    /** They sleep at once: on cores that others use too. */
    ASLEEP,
    /**
     * They spin for a millisecond at most, and not beyond the end of a batch: an operator of a few
     * hundred microseconds need not wake them. A little faster on cores of one's own, and much slower on
     * cores that are shared. ONNX Runtime's own habit is tens of milliseconds.
     */
    BRIEFLY
}
