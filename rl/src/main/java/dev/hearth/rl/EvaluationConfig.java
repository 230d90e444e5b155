package dev.hearth.rl;

/**
 * How the policy is evaluated after an epoch.
 *
 * @param games it plays
 * @param exploration the share of random actions, 0.05 in Nature
 * @param longest steps after which a game is stopped as it stands
 */
public record EvaluationConfig(int games, double exploration, int longest) {

    /** Refuses an evaluation of no games. */
    public EvaluationConfig {
        if (games < 1 || longest < 1 || !(exploration >= 0 && exploration <= 1)) {
            throw new IllegalArgumentException(
                    "An EvaluationConfig needs games and steps of at least 1 and a share of random actions in [0,"
                            + " 1]. Received: games="
                            + games
                            + ", longest="
                            + longest
                            + ", exploration="
                            + exploration
                            + ". Use 20 games, 1000 steps and 0.05.");
        }
    }
}
