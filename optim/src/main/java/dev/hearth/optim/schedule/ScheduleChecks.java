package dev.hearth.optim.schedule;

/** What every schedule asks of its numbers. */
final class ScheduleChecks {

    private ScheduleChecks() {}

    static void progress(long step, long stepsPerEpoch) {
        if (step < 0 || stepsPerEpoch < 1) {
            throw new IllegalArgumentException(
                    "A schedule needs step ≥ 0 and stepsPerEpoch ≥ 1. Received: step="
                            + step
                            + ", stepsPerEpoch="
                            + stepsPerEpoch
                            + ". Count steps from 0, and give the count of batches in an epoch.");
        }
    }

    static void finite(String who, String what, double value) {
        if (!Double.isFinite(value)) {
            throw refusal(who, "a finite " + what, what, value, "Give a plain number");
        }
    }

    static void above(String who, String what, double value, double limit) {
        if (!(value > limit) || Double.isInfinite(value)) {
            throw refusal(
                    who,
                    what + " > " + number(limit),
                    what,
                    value,
                    "Give a finite number above it");
        }
    }

    static void atLeast(String who, String what, double value, double limit) {
        if (!(value >= limit) || Double.isInfinite(value)) {
            throw refusal(
                    who,
                    what + " ≥ " + number(limit),
                    what,
                    value,
                    "Give a finite number that is not below it");
        }
    }

    private static IllegalArgumentException refusal(
            String who, String asked, String what, double came, String mend) {
        return new IllegalArgumentException(
                who + " needs " + asked + ". Received: " + what + "=" + came + ". " + mend + ".");
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
