package dev.hearth.rl;

import dev.hearth.tensor.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Games that a policy plays to be measured, all at once, so that one forward pass chooses many
 * actions.
 *
 * <pre>{@code
 * Policy blind = Policy.random(4, new Seed(6).stream());
 * double score = new PolicyEvaluation(new Raiders(0.1), 20, 1, 1000).play(blind, new Seed(7)).mean();
 * }</pre>
 *
 * @param game what is played
 * @param games how many
 * @param history moments of an observation
 * @param longest steps after which a game is stopped as it stands
 */
public record PolicyEvaluation(Game game, int games, int history, int longest) {

    /** Refuses an evaluation without games or steps. */
    public PolicyEvaluation {
        if (games < 1 || history < 1 || longest < 1) {
            throw new IllegalArgumentException(
                    "A PolicyEvaluation needs at least one game, moment and step. Received: games="
                            + games
                            + ", history="
                            + history
                            + ", longest="
                            + longest
                            + ". Give counts above 0.");
        }
    }

    /** The results of games: for each, the sum of its rewards and how many steps it took. */
    public record Scores(List<Double> points, List<Integer> steps) {

        /** Copies the lists. */
        public Scores {
            points = List.copyOf(points);
            steps = List.copyOf(steps);
        }

        /** The mean of the points over all games. */
        public double mean() {
            return points.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        }
    }

    /**
     * A recorded game.
     *
     * @param frames one for each step, and the last one
     */
    public record Film(Observation sight, List<byte[]> frames, double points) {}

    /** Plays all games; equal seeds give equal games for equal actions. */
    public Scores play(Policy policy, Seed seed) {
        return play(policy, seed, new ArrayList<>());
    }

    /** Plays one game and records its frames. */
    public Film film(Policy policy, Seed seed) {
        List<byte[]> frames = new ArrayList<>();
        Scores scores = new PolicyEvaluation(game, 1, history, longest).play(policy, seed, frames);
        return new Film(game.sight(), List.copyOf(frames), scores.points().get(0));
    }

    private Scores play(Policy policy, Seed seed, List<byte[]> film) {
        Environment[] environments = new Environment[games];
        for (int i = 0; i < games; i++) {
            environments[i] = game.open(seed.child(i));
            environments[i].begin();
        }
        Replay eye = new Replay(game.sight(), games, games * (history + 1), history);
        float[] observations = new float[games * history * game.sight().cells()];
        int[] actions = new int[games];
        double[] rewards = new double[games];
        boolean[] over = new boolean[games];
        Double[] points = new Double[games];
        Arrays.fill(points, 0.0);
        Integer[] steps = new Integer[games];
        Arrays.fill(steps, longest);
        int on = games;
        for (int step = 0; step < longest && on > 0; step++) {
            eye.see(environments);
            eye.observe(observations);
            keep(environments[0], film);
            policy.choose(observations, games, actions);
            for (int i = 0; i < games; i++) {
                rewards[i] = over[i] ? 0 : environments[i].act(actions[i]);
                points[i] += rewards[i];
                if (!over[i] && environments[i].isOver()) {
                    over[i] = true;
                    steps[i] = step + 1;
                    on--;
                }
            }
            eye.happened(actions, rewards, over);
        }
        keep(environments[0], film);
        return new Scores(List.of(points), List.of(steps));
    }

    private void keep(Environment environment, List<byte[]> film) {
        byte[] frame = new byte[games == 1 ? game.sight().cells() : 0];
        if (games == 1) {
            environment.see(frame, 0);
            film.add(frame);
        }
    }
}
