package dev.hearth.rl;

/**
 * A machine on which a {@link Game} is played, one game after the other, on one thread. A step
 * should not allocate: an agent takes millions.
 *
 * <p>What letters call observation, action and step are here a frame that is written into the
 * caller's array, an index, and a reward.
 */
public interface Environment {

    /** Begins another game, over or not. */
    void begin();

    /**
     * Does one step.
     *
     * @param action an index into the game's actions
     * @return the reward
     * @throws IllegalStateException if no game is on
     */
    double act(int action);

    /**
     * Whether the game has ended.
     *
     * @return true before the first one too
     */
    boolean isOver();

    /**
     * Writes what is seen now.
     *
     * @param frame takes {@code sight().cells()} values: 0 or 1 for {@link CellDepth#BITS}, else 0 … 255
     * @param offset where they begin
     */
    void see(byte[] frame, int offset);

    /**
     * Everything that the rest of the game depends on, its chance included.
     *
     * @return for {@link #resume} of a machine of the same game
     */
    byte[] state();

    /**
     * Goes on as the machine would have whose state this is.
     *
     * @param state as {@link #state} gave it
     * @throws dev.hearth.data.BadDataException if it is not one of this game
     */
    void resume(byte[] state);
}
