package dev.hearth.rl;

/**
 * How actions are chosen during training.
 *
 * @param lanes environments that are played in step: one forward pass chooses an action for each
 * @param stepsPerUpdate steps of each lane between two updates: steps of the game an update are
 *     {@code lanes × stepsPerUpdate}, 4 in Nature
 * @param history moments of an observation, 4 in Nature
 */
public record ActorConfig(int lanes, int stepsPerUpdate, int history) {

    /** Refuses counts below 1. */
    public ActorConfig {
        if (lanes < 1 || stepsPerUpdate < 1 || history < 1) {
            throw new IllegalArgumentException(
                    "Acting needs counts of at least 1. Received: lanes="
                            + lanes
                            + ", stepsPerUpdate="
                            + stepsPerUpdate
                            + ", history="
                            + history
                            + ". Use 4 lanes, 1 step and 1 moment.");
        }
    }
}
