package dev.hearth.rl;

import dev.hearth.tensor.RandomStream;

/** Who chooses actions, for several games at once. */
@FunctionalInterface
public interface Policy {

    /**
     * Chooses an action for each observation.
     *
     * @param observations {@code [count][planes × history][height][width]}
     * @param count of observations
     * @param actions takes {@code count} indices into the game's actions
     */
    void choose(float[] observations, int count, int[] actions);

    /**
     * One that does not look.
     *
     * @param actions of the game
     * @param random its chance
     * @return evenly over all actions
     */
    static Policy random(int actions, RandomStream random) {
        return (observations, count, chosen) -> {
            for (int i = 0; i < count; i++) {
                chosen[i] = random.nextInt(actions);
            }
        };
    }

    /**
     * The same who, now and then, does something at random: ε-greedy, for a greedy one.
     *
     * @param share ε in [0, 1], of the actions
     * @param actions of the game
     * @param random its chance
     * @return the mixture
     */
    default Policy exploring(double share, int actions, RandomStream random) {
        return (observations, count, chosen) -> {
            choose(observations, count, chosen);
            for (int i = 0; i < count; i++) {
                // Two numbers each, so that the chance of one does not hang on the others.
                boolean explores = random.nextDouble() < share;
                int other = random.nextInt(actions);
                chosen[i] = explores ? other : chosen[i];
            }
        };
    }
}
