package dev.hearth.rl;

/**
 * Room for a batch of remembered steps, side by side, filled again and again.
 *
 * <p>{@code before} and {@code after} hold {@code count × numbers} observations, as in {@code
 * [count][planes × history][height][width]}; {@code alive} is 0 where the step ended the game, else
 * 1.
 */
public final class TransitionBatch {

    final float[] before;
    final float[] after;
    final int[] actions;
    final float[] rewards;
    final float[] alive;
    private final int count;

    /**
     * Room.
     *
     * @param count of steps
     * @param numbers of an observation
     */
    public TransitionBatch(int count, int numbers) {
        this.count = count;
        before = new float[Math.multiplyExact(count, numbers)];
        after = new float[before.length];
        actions = new int[count];
        rewards = new float[count];
        alive = new float[count];
    }

    /**
     * How many steps it holds.
     *
     * @return above 0
     */
    public int count() {
        return count;
    }

    /**
     * What was seen before the step.
     *
     * @return not a copy
     */
    public float[] before() {
        return before;
    }

    /**
     * What was seen after it; another game's first sight where the step ended the game.
     *
     * @return not a copy
     */
    public float[] after() {
        return after;
    }

    /**
     * What was done.
     *
     * @return not a copy
     */
    public int[] actions() {
        return actions;
    }

    /**
     * What that brought.
     *
     * @return not a copy
     */
    public float[] rewards() {
        return rewards;
    }

    /**
     * Whether the game went on.
     *
     * @return 1 or 0 each; not a copy
     */
    public float[] alive() {
        return alive;
    }
}
