package dev.hearth.train;

/** A loss or weights that are no numbers any more: the run stops where it happened. */
public final class DivergedException extends RuntimeException {

    private final long step;
    private final String player;

    private DivergedException(String what, String player, long step, String lastGood) {
        super(
                what
                        + " from player "
                        + player
                        + " at step "
                        + step
                        + ". The last good checkpoint is "
                        + lastGood
                        + "; lower the learning rate or clip gradients.");
        this.step = step;
        this.player = player;
    }

    static DivergedException ofLoss(String player, long step, double loss, String lastGood) {
        return new DivergedException(
                "Training needs a finite loss. Received: " + loss, player, step, lastGood);
    }

    static DivergedException ofWeights(String player, long step, String lastGood) {
        return new DivergedException(
                "Training needs finite weights. Received: some that are not",
                player,
                step,
                lastGood);
    }

    static DivergedException ofFigure(
            String figure, double value, String player, long step, String lastGood) {
        return new DivergedException(
                "Training needs finite figures. Received: " + figure + " of " + value,
                player,
                step,
                lastGood);
    }

    /**
     * Where it happened.
     *
     * @return the step, from 0
     */
    public long step() {
        return step;
    }

    /**
     * Whose loss it was.
     *
     * @return the player's name
     */
    public String player() {
        return player;
    }
}
