package dev.hearth.rl;

/**
 * An environment in which a {@link Game} is played, one game after the other, on one thread. A step
 * should not allocate memory: an agent takes millions of steps. An observation is a frame that is written
 * into the caller's array, an action is an index.
 */
public interface Environment {

    /** Begins another game, whether or not the current one is over. */
    void begin();

    /**
     * Does one step and returns the reward.
     *
     * @param action an index into the game's actions
     * @throws IllegalStateException if no game has begun, or it is over
     */
    double act(int action);

    /** Whether the game has ended; true before the first one too. */
    boolean isOver();

    /**
     * Writes the current observation.
     *
     * @param frame takes {@code sight().cells()} values: 0 or 1 for {@link CellDepth#BITS}, else 0
     *     … 255
     * @param offset where they begin
     */
    void see(byte[] frame, int offset);

    /**
     * Everything that the rest of the game depends on, its random numbers included; for {@link
     * #resume}.
     */
    byte[] state();

    /**
     * Continues from a state.
     *
     * @param state of an environment of the same game
     * @throws dev.hearth.data.BadDataException if it is not one of this game
     */
    void resume(byte[] state);
}
