package dev.hearth.train;

/** A loss or weights that are no numbers any more: the run stops where it happened. */
public final class DivergedException extends RuntimeException {

    private final long step;
    private final String participant;

    private DivergedException(
            String what, String participant, String where, long step, String lastGood) {
        super(
                what
                        + " from participant "
                        + participant
                        + where
                        + " at step "
                        + step
                        + ". The last good checkpoint is "
                        + lastGood
                        + "; lower the learning rate or clip gradients.");
        this.step = step;
        this.participant = participant;
    }

    /**
     * A loss.
     *
     * @param where on which of several workers, or nothing
     */
    static DivergedException ofLoss(
            String participant, String where, long step, double loss, String lastGood) {
        return new DivergedException(
                "Training needs a finite loss. Received: " + loss,
                participant,
                where,
                step,
                lastGood);
    }

    static DivergedException ofWeights(String participant, long step, String lastGood) {
        return new DivergedException(
                "Training needs finite weights. Received: some that are not",
                participant,
                "",
                step,
                lastGood);
    }

    static DivergedException ofFigure(
            String figure, double value, String participant, long step, String lastGood) {
        return new DivergedException(
                "Training needs finite figures. Received: " + figure + " of " + value,
                participant,
                "",
                step,
                lastGood);
    }

    /** Where it happened. */
    public long step() {
        return step;
    }

    /** Whose loss it was. */
    public String participant() {
        return participant;
    }
}
