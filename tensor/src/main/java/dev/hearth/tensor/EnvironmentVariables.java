package dev.hearth.tensor;

import jnr.posix.POSIXFactory;

/**
 * This process's environment, as native libraries read it once while they are being loaded. Java has no
 * way to set it; here C's {@code setenv} is called. libtorch is not loaded by that.
 *
 * <pre>{@code
 * EnvironmentVariables.unlessSet("OMP_WAIT_POLICY", "PASSIVE");
 * }</pre>
 */
public final class EnvironmentVariables {

    private EnvironmentVariables() {}

    /**
     * Sets a variable, unless whoever started the process has set it.
     *
     * @param variable its name
     * @param value what it is to be
     * @return what it is now; {@code unset} where the environment cannot be changed
     */
    public static String unlessSet(String variable, String value) {
        String chosen = System.getenv(variable);
        if (chosen != null && !chosen.isBlank()) {
            return chosen;
        }
        try {
            POSIXFactory.getNativePOSIX().setenv(variable, value, 1);
            return value;
        } catch (RuntimeException | LinkageError noPosix) {
            return "unset";
        }
    }
}
