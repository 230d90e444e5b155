package dev.hearth.nn.layers;

import dev.hearth.tensor.Check;

/** The one rule for rates at which something is dropped. */
final class DropRate {

    private DropRate() {}

    static void check(String who, double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw Check.error(
                    who + " needs 0 ≤ rate < 1, the share that is dropped",
                    "rate=" + rate,
                    "Use 1 − keep for a share that is kept");
        }
    }
}
