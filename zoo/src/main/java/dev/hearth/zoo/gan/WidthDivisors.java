package dev.hearth.zoo.gan;

import dev.hearth.tensor.Check;

/** Which divisors all published widths have. */
final class WidthDivisors {

    private WidthDivisors() {}

    static void check(String who, int divisor) {
        if (divisor != 1 && divisor != 2 && divisor != 4 && divisor != 8 && divisor != 16) {
            throw Check.error(
                    who + " needs a divisor of 1, 2, 4, 8 or 16",
                    "divisor=" + divisor,
                    "Use 1 for the paper's widths");
        }
    }
}
