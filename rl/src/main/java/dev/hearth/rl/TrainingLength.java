package dev.hearth.rl;

/**
 * How long a training takes.
 *
 * @param epochs each ends with an evaluation
 * @param updates in each epoch
 */
public record TrainingLength(int epochs, int updates) {

    /** Refuses counts below 1. */
    public TrainingLength {
        if (epochs < 1 || updates < 1) {
            throw new IllegalArgumentException(
                    "Length needs at least one epoch of one update. Received: epochs="
                            + epochs
                            + ", updates="
                            + updates
                            + ". Give counts above 0.");
        }
    }
}
