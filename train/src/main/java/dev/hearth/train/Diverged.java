package dev.hearth.train;

/** A loss that is no number any more: the run stops where it happened. */
public final class Diverged extends RuntimeException {

    private final long step;
    private final String player;

    Diverged(String player, long step, double loss, String lastGood) {
        super(
                "Training needs a finite loss. Received: "
                        + loss
                        + " from player "
                        + player
                        + " at step "
                        + step
                        + ". The last good checkpoint is "
                        + lastGood
                        + "; lower the learning rate (--set rate.value=…) or clip gradients.");
        this.step = step;
        this.player = player;
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
