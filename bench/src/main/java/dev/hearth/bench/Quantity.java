package dev.hearth.bench;

import java.util.Optional;

/**
 * One measured number.
 *
 * @param group what it belongs to
 * @param name what it is
 * @param unit of the spread
 * @param threads of an operation, in OpenMP and OpenBLAS alike
 * @param spread median and quartiles
 * @param target what it should be, as written in the README
 * @param note a few words, may be empty
 */
record Quantity(
        String group,
        String name,
        String unit,
        int threads,
        Spread spread,
        Optional<Target> target,
        String note) {

    /** What a figure should be. */
    record Target(Bound bound, double value) {

        boolean isMet(double median) {
            return switch (bound) {
                case AT_LEAST -> median >= value;
                case AT_MOST -> median <= value;
            };
        }

        String text() {
            return (bound == Bound.AT_LEAST ? "≥ " : "≤ ") + Text.number(value);
        }
    }

    /** On which side. */
    enum Bound {
        AT_LEAST,
        AT_MOST
    }

    static Quantity of(String group, String name, String unit, int threads, Spread spread) {
        return new Quantity(group, name, unit, threads, spread, Optional.empty(), "");
    }

    static Quantity once(String group, String name, String unit, int threads, double value) {
        return of(group, name, unit, threads, Spread.of(new double[] {value}));
    }

    /** What was asked for and could not be seen. */
    static Quantity unmeasured(String group, String name, String unit, int threads, String why) {
        return of(group, name, unit, threads, Spread.NONE).noted(why);
    }

    boolean isMeasured() {
        return spread.count() > 0;
    }

    Quantity atLeast(double value) {
        return aimed(new Target(Bound.AT_LEAST, value));
    }

    Quantity atMost(double value) {
        return aimed(new Target(Bound.AT_MOST, value));
    }

    private Quantity aimed(Target aim) {
        return new Quantity(group, name, unit, threads, spread, Optional.of(aim), note);
    }

    Quantity noted(String words) {
        return new Quantity(group, name, unit, threads, spread, target, words);
    }
}
