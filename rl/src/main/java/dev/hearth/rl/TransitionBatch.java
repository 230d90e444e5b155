package dev.hearth.rl;

/**
 * A batch of remembered steps, whose arrays are filled again and again.
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
     * Space for a batch of steps.
     *
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

    /** How many steps it holds. */
    public int count() {
        return count;
    }

    /** The observations before the steps; not a copy. */
    public float[] before() {
        return before;
    }

    /**
     * The observations after them, or the next game's first where the step ended the game; not a
     * copy.
     */
    public float[] after() {
        return after;
    }

    /** The actions; not a copy. */
    public int[] actions() {
        return actions;
    }

    /** The rewards; not a copy. */
    public float[] rewards() {
        return rewards;
    }

    /** 1 where the game went on, else 0; not a copy. */
    public float[] alive() {
        return alive;
    }
}
