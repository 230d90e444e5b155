package dev.hearth.optim;

/** Checks of optimizers' numbers. */
final class OptimizerChecks {

    private OptimizerChecks() {}

    static void share(String who, String name, double value, String mend) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(
                    who
                            + " needs 0 ≤ "
                            + name
                            + " < 1. Received: "
                            + name
                            + "="
                            + value
                            + ". "
                            + mend
                            + ".");
        }
    }

    static void positive(String who, String name, double value, String mend) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    who
                            + " needs a finite "
                            + name
                            + " above 0. Received: "
                            + name
                            + "="
                            + value
                            + ". "
                            + mend
                            + ".");
        }
    }

    /** In the gaps of the flat buffer 0/ε must be 0, so ε must survive in float32. */
    static void epsilon(String who, double value) {
        if (!(value >= 1e-30) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    who
                            + " needs a finite epsilon of 1e-30 or more. Received: epsilon="
                            + value
                            + ". Use 1e-8, the usual value.");
        }
    }

    static long steps(long steps) {
        if (steps < 0) {
            throw new IllegalArgumentException(
                    "resumeAt needs a count of steps, 0 or more. Received: "
                            + steps
                            + ". Give the count that steps() said when the state was saved.");
        }
        return steps;
    }
}
