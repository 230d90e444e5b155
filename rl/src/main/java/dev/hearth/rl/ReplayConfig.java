package dev.hearth.rl;

/**
 * The size of the replay memory.
 *
 * @param capacity steps in the replay memory, a million in Nature
 * @param begun steps in it, by random actions, before the first update, 50,000 in Nature
 */
public record ReplayConfig(int capacity, int begun) {

    /** Refuses a memory that is too small for its beginning. */
    public ReplayConfig {
        if (begun < 1 || capacity < begun) {
            throw new IllegalArgumentException(
                    "Storage needs 1 ≤ begun ≤ capacity. Received: begun="
                            + begun
                            + ", capacity="
                            + capacity
                            + ". Begin with a tenth of the capacity.");
        }
    }
}
