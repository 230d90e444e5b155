package dev.hearth.tensor;

/**
 * Errors in three parts: what is needed, what came, how to mend it.
 *
 * <pre>{@code
 * if (step <= 0) {
 *     throw Check.error("A step needs a number above 0", step, "Count from 1");
 * }
 * }</pre>
 */
public final class Check {

    private Check() {}

    /** The exception to be thrown: {@code NEEDED. Received: RECEIVED. REMEDY.} */
    public static IllegalArgumentException error(String needed, Object received, String remedy) {
        return new IllegalArgumentException(message(needed, received, remedy));
    }

    /** The same with the failure that caused it. */
    public static IllegalArgumentException error(
            String needed, Object received, String remedy, Throwable cause) {
        return new IllegalArgumentException(message(needed, received, remedy), cause);
    }

    /** The three parts as one text, for other exceptions. */
    public static String message(String needed, Object received, String remedy) {
        return withoutStop(needed)
                + ". Received: "
                + nested(String.valueOf(received))
                + ". "
                + withoutStop(remedy)
                + ".";
    }

    /** A message in three parts inside another keeps its words, parted by semicolons. */
    private static String nested(String received) {
        return received.contains(". Received: ")
                ? withoutStop(received).replace(". Received: ", "; received: ").replace(". ", "; ")
                : withoutStop(received);
    }

    private static String withoutStop(String part) {
        return part.endsWith(".") && !part.endsWith("..")
                ? part.substring(0, part.length() - 1)
                : part;
    }
}
