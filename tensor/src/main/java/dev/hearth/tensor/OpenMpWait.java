package dev.hearth.tensor;

import java.util.Map;

/**
 * How libgomp's threads wait for the next parallel region: they look out for it for some 20 µs, about what waking
 * one costs, then sleep. Libgomp by itself looks out for milliseconds, which on shared cores takes up to ten times
 * as long as the work; threads that sleep at once make a step of many small operations slower on two threads
 * than on one. It reads the environment once, while it is being loaded, so that whoever loads a library that
 * needs it calls this first.
 *
 * <pre>{@code
 * OpenMpWait.brief();
 * }</pre>
 */
public final class OpenMpWait {

    private static final String POLICY = "OMP_WAIT_POLICY";
    private static final String PASSIVE = "PASSIVE";
    private static final String COUNT = "GOMP_SPINCOUNT";

    /** Turns of libgomp's loop. */
    private static final String TURNS = "2000";

    private OpenMpWait() {}

    /** The environment of a process whose threads shall wait so. */
    public static Map<String, String> variables() {
        return Map.of(POLICY, PASSIVE, COUNT, TURNS);
    }

    /**
     * Sets {@code OMP_WAIT_POLICY} and {@code GOMP_SPINCOUNT} for this process, unless whoever started it has set
     * the policy.
     *
     * @return the policy in words; {@code unset} where the environment cannot be changed, so that threads spin
     */
    public static String brief() {
        String chosen = System.getenv(POLICY);
        if (chosen != null && !chosen.isBlank()) {
            String turns = System.getenv(COUNT);
            return turns == null || turns.isBlank() ? chosen : described(chosen, turns);
        }
        // The count first: the policy alone is right, the count alone is not.
        String turns = EnvironmentVariables.unlessSet(COUNT, TURNS);
        String policy = EnvironmentVariables.unlessSet(POLICY, PASSIVE);
        return policy.equals(PASSIVE) ? described(policy, turns) : policy;
    }

    private static String described(String policy, String turns) {
        return policy + " after " + turns + " turns";
    }
}
