package dev.hearth.zoo.gan;

/** By what the published widths can be divided. */
final class WidthDivisors {

    private WidthDivisors() {}

    static void check(String who, int divisor) {
        if (divisor != 1 && divisor != 2 && divisor != 4 && divisor != 8 && divisor != 16) {
            throw new IllegalArgumentException(
                    who
                            + " needs a divisor of 1, 2, 4, 8 or 16. Received: divisor="
                            + divisor
                            + ". Use 1 for the paper's widths.");
        }
    }
}
