package dev.hearth.nn;

import dev.hearth.tensor.Check;

/**
 * How many connections a weight has, for initialisers.
 *
 * @param in inputs of one output unit: kernel area × input channels of its group
 * @param out outputs that one input unit feeds: kernel area × output channels of its group
 */
public record Fans(long in, long out) {

    /** Refuses fans that are not positive. */
    public Fans {
        if (in < 1 || out < 1) {
            throw Check.error(
                    "Fans need at least one connection each way",
                    "in=" + in + ", out=" + out,
                    "Count kernel area × channels");
        }
    }
}
