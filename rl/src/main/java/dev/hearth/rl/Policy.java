package dev.hearth.rl;

import dev.hearth.tensor.RandomStream;

/** Who chooses actions, for several games at once. */
@FunctionalInterface
public interface Policy {

    /**
     * Chooses an action for each observation.
     *
     * @param observations {@code [count][planes × history][height][width]}
     * @param actions takes {@code count} indices into the game's actions
     */
    void choose(float[] observations, int count, int[] actions);

    /** Chooses evenly among all actions, whatever is observed. */
    static Policy random(int actions, RandomStream random) {
        return (observations, count, chosen) -> {
            for (int i = 0; i < count; i++) {
                chosen[i] = random.nextInt(actions);
            }
        };
    }

    /** ε-greedy: the same policy with a share ε in [0, 1] of random actions. */
    default Policy exploring(double share, int actions, RandomStream random) {
        return (observations, count, chosen) -> {
            choose(observations, count, chosen);
            for (int i = 0; i < count; i++) {
                // Two numbers for each, so that the random numbers of one do not depend on the
                // others.
                boolean explores = random.nextDouble() < share;
                int other = random.nextInt(actions);
                chosen[i] = explores ? other : chosen[i];
            }
        };
    }
}
