package dev.hearth.nn.init;

/** The one rule for widths of distributions. */
final class PositiveWidth {

    private PositiveWidth() {}

    static void check(String who, String what, double value, String mend) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    who
                            + " needs "
                            + what
                            + " above 0. Received: "
                            + what
                            + "="
                            + value
                            + ". "
                            + mend);
        }
    }
}
