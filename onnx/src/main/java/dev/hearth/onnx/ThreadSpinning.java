package dev.hearth.onnx;

/** What ONNX Runtime's threads do while they wait for work. */
public enum ThreadSpinning {
    /** They sleep at once: best on cores that other processes use too. */
    ASLEEP,
    /**
     * They spin for a millisecond at most, and not beyond the end of a batch, so that operators of a few
     * hundred microseconds need not wake them. A little faster on cores of one's own, much slower on
     * shared ones. ONNX Runtime's default is tens of milliseconds.
     */
    BRIEFLY
}
