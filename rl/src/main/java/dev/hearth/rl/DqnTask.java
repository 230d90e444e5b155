package dev.hearth.rl;

import dev.hearth.data.LastBatch;
import dev.hearth.data.Loader;
import dev.hearth.data.Order;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.ModelTask;
import dev.hearth.train.Participant;
import dev.hearth.train.metric.Statistics;
import dev.hearth.train.recipe.Setting;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Deep Q-learning (Mnih et al. 2015) as a task of the one loop: a single player, whose turn is some
 * steps of the game and one update from memory. Before the first turn the memory is filled by random
 * play.
 *
 * <p>A checkpoint holds everything, the replay memory and the machines included, so that a run that was
 * killed and resumed ends bit for bit as if nothing had happened. Only a memory above 1 GiB is not
 * stored: then it is filled again by random play, as before the first turn, and the run is another.
 *
 * <p>Measured after each epoch, on games that no training saw: {@code score}, the mean of the games'
 * points; {@code scoreDeviation}, their standard deviation; {@code steps}, a game's mean length;
 * {@code value}, the mean over a fixed set of positions of the greatest Q (Mnih et al. 2015, fig. 2);
 * {@code trainScore}, the mean of the games that ended in the epoch while it learned, exploration
 * included, where one did.
 *
 * <pre>{@code
 * static PolicyEvaluation.Film learned(DqnRecipe course) {
 *     try (var run = Scope.open()) {
 *         DqnTask task = new DqnTask(course, new Seed(1), Device.CPU);
 *         Trainer.of(task).epochs(10).seed(new Seed(1)).run();
 *         return task.film(new Seed(9));
 *     }
 * }
 * }</pre>
 */
public final class DqnTask implements ModelTask {

    private static final int POSITIONS = 256;

    private final DqnRecipe course;
    private final Model network;
    private final Device device;
    private final Shape.Image in;
    private final DqnParticipant learner;
    private final Loader loader;
    private final Seed measuring;
    private final float[] positions;

    /**
     * A task, fresh; its tensors live in the scope open now.
     *
     * @param course what is learned and how
     * @param seed of the run
     * @param device where
     */
    public DqnTask(DqnRecipe course, Seed seed, Device device) {
        this.course = course;
        this.device = device;
        this.measuring = seed.child("measuring");
        Game game = course.game().value();
        in = game.sight().shape(course.acting().value().history());
        positions = positions(game);
        network = Model.build(course.model().value(), in, seed.child("weights"), device);
        begin(seed.child("beginning"));
        learner = new DqnParticipant(course, network, seed, device);
        Setting<TrainingLength> length = course.length();
        int batch = course.batch().value();
        loader =
                new Loader(
                                new StepSource(
                                        game.name(),
                                        Math.multiplyExact(length.value().updates(), batch)),
                                batch,
                                seed.child("data"))
                        .order(Order.AS_STORED)
                        .last(LastBatch.DROP)
                        .threads(0);
    }

    /** Where a player who does not look comes to. */
    private float[] positions(Game game) {
        int history = course.acting().value().history();
        Environment[] machine = {game.open(measuring.child("positions"))};
        machine[0].begin();
        Replay eye = new Replay(game.sight(), 1, POSITIONS, history);
        float[] all = new float[POSITIONS * (int) in.count()];
        float[] one = new float[(int) in.count()];
        var chance = measuring.child("positions").stream();
        for (int i = 0; i < POSITIONS; i++) {
            eye.see(machine);
            eye.observe(one);
            System.arraycopy(one, 0, all, i * one.length, one.length);
            int action = chance.nextInt(game.actions().size());
            double reward = machine[0].act(action);
            boolean over = machine[0].isOver();
            eye.happened(new int[] {action}, new double[] {reward}, new boolean[] {over});
            if (over) {
                machine[0].begin();
            }
        }
        return all;
    }

    private void begin(Seed seed) {
        if (course.beginning().value() == DqnRecipe.Beginning.FROM_DATA) {
            try (var room = Scope.open()) {
                network.initialize(
                        Tensor.of(positions, in.batch(POSITIONS)).to(device),
                        Context.initializing(seed));
            }
        }
    }

    /**
     * What is learned and how.
     *
     * @return the course
     */
    public DqnRecipe course() {
        return course;
    }

    @Override
    public Model network() {
        return network;
    }

    /**
     * The net as a player who does what it thinks best.
     *
     * @return greedy
     */
    public Policy policy() {
        return learner::greedy;
    }

    /**
     * A game as the net plays it now, with the exam's share of random actions.
     *
     * @param seed of the game
     * @return the film
     */
    public PolicyEvaluation.Film film(Seed seed) {
        return tournament().film(examined(seed.child("exploration")), seed);
    }

    private PolicyEvaluation tournament() {
        EvaluationConfig exam = course.exam().value();
        return new PolicyEvaluation(
                course.game().value(),
                exam.games(),
                course.acting().value().history(),
                exam.longest());
    }

    private Policy examined(Seed seed) {
        int actions = course.game().value().actions().size();
        return policy().exploring(course.exam().value().exploration(), actions, seed.stream());
    }

    @Override
    public List<Participant> participants() {
        return List.of(learner);
    }

    /** With the columns that logs of earlier runs have, loss and rate twice, so that these go on. */
    @Override
    public List<String> logged() {
        return List.of(
                "loss",
                "rate",
                "trainLoss",
                "trainScore",
                "score",
                "scoreDeviation",
                "steps",
                "value");
    }

    @Override
    public Loader loader() {
        return loader;
    }

    @Override
    public Map<String, Double> evaluate(int epoch) {
        Seed chance = measuring.child(epoch);
        PolicyEvaluation.Scores scores =
                tournament().play(examined(chance.child("exploration")), chance.child("games"));
        Map<String, Double> figures = new TreeMap<>();
        double[] points = scores.points().stream().mapToDouble(Double::doubleValue).toArray();
        figures.put("score", scores.mean());
        Statistics.of(points)
                .standardDeviation()
                .ifPresent(deviation -> figures.put("scoreDeviation", deviation));
        figures.put(
                "steps",
                scores.steps().stream().mapToInt(Integer::intValue).average().orElseThrow());
        try (var room = Scope.open();
                var quiet = NoGrad.open()) {
            Tensor seen = Tensor.of(positions, in.batch(POSITIONS)).to(device);
            Tensor values = network.apply(seen, Context.testing(chance));
            figures.put("value", values.amax(Tensor.Keep.NOTHING, 1).mean().item());
        }
        learner.trainScore().ifPresent(score -> figures.put("trainScore", score));
        return figures;
    }
}
