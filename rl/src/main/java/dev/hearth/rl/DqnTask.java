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
 * Deep Q-learning (Mnih et al. 2015) as a task of {@link dev.hearth.train.Trainer} with one participant: each
 * of its updates follows some steps of the game. Before the first update the replay memory is filled by
 * random actions.
 *
 * <p>A checkpoint holds everything, the replay memory and the environments included, so that a run that was
 * killed and resumed ends bit for bit as if nothing had happened. Only a memory above 1 GiB is not
 * stored: then it is filled again by random actions, and the resumed run differs from an
 * uninterrupted one.
 *
 * <p>Measured after each epoch, on games that are not used for training: {@code score}, the mean of the games'
 * points; {@code scoreDeviation}, their standard deviation; {@code steps}, a game's mean length;
 * {@code value}, the mean over a fixed set of positions of the greatest Q (Mnih et al. 2015, fig. 2);
 * {@code trainScore}, the mean of the games that ended in the epoch while it learned, exploration
 * included, where one did.
 *
 * <pre>{@code
 * static PolicyEvaluation.Film learned(DqnRecipe recipe) {
 *     try (var run = Scope.open()) {
 *         DqnTask task = new DqnTask(recipe, new Seed(1), Device.CPU);
 *         Trainer.of(task).epochs(10).seed(new Seed(1)).run();
 *         return task.film(new Seed(9));
 *     }
 * }
 * }</pre>
 */
public final class DqnTask implements ModelTask {

    private static final int POSITIONS = 256;

    private final DqnRecipe recipe;
    private final Model network;
    private final Device device;
    private final Shape.Image in;
    private final DqnParticipant learner;
    private final Loader loader;
    private final Seed measuring;
    private final float[] positions;

    /** A task with a new model; its tensors live in the scope that is open now. */
    public DqnTask(DqnRecipe recipe, Seed seed, Device device) {
        this.recipe = recipe;
        this.device = device;
        this.measuring = seed.child("measuring");
        Game game = recipe.game().value();
        in = game.sight().shape(recipe.acting().value().history());
        positions = positions(game);
        network = Model.build(recipe.model().value(), in, seed.child("weights"), device);
        begin(seed.child("beginning"));
        learner = new DqnParticipant(recipe, network, seed, device);
        Setting<TrainingLength> length = recipe.length();
        int batch = recipe.batch().value();
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

    /** Positions that random actions reach. */
    private float[] positions(Game game) {
        int history = recipe.acting().value().history();
        Environment[] environment = {game.open(measuring.child("positions"))};
        environment[0].begin();
        Replay eye = new Replay(game.sight(), 1, POSITIONS, history);
        float[] all = new float[POSITIONS * (int) in.count()];
        float[] one = new float[(int) in.count()];
        var chance = measuring.child("positions").stream();
        for (int i = 0; i < POSITIONS; i++) {
            eye.see(environment);
            eye.observe(one);
            System.arraycopy(one, 0, all, i * one.length, one.length);
            int action = chance.nextInt(game.actions().size());
            double reward = environment[0].act(action);
            boolean over = environment[0].isOver();
            eye.happened(new int[] {action}, new double[] {reward}, new boolean[] {over});
            if (over) {
                environment[0].begin();
            }
        }
        return all;
    }

    private void begin(Seed seed) {
        if (recipe.beginning().value() == DqnRecipe.Beginning.FROM_DATA) {
            try (var scope = Scope.open()) {
                network.initialize(
                        Tensor.of(positions, in.batch(POSITIONS)).to(device),
                        Context.initializing(seed));
            }
        }
    }

    /** What is learned and how. */
    public DqnRecipe recipe() {
        return recipe;
    }

    /** The Q-network. */
    @Override
    public Model network() {
        return network;
    }

    /** The greedy policy of the Q-network. */
    public Policy policy() {
        return learner::greedy;
    }

    /** A game played by the current policy, with the evaluation's share of random actions. */
    public PolicyEvaluation.Film film(Seed seed) {
        return evaluation().film(exploring(seed.child("exploration")), seed);
    }

    private PolicyEvaluation evaluation() {
        EvaluationConfig exam = recipe.exam().value();
        return new PolicyEvaluation(
                recipe.game().value(),
                exam.games(),
                recipe.acting().value().history(),
                exam.longest());
    }

    private Policy exploring(Seed seed) {
        int actions = recipe.game().value().actions().size();
        return policy().exploring(recipe.exam().value().exploration(), actions, seed.stream());
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
                evaluation().play(exploring(chance.child("exploration")), chance.child("games"));
        Map<String, Double> figures = new TreeMap<>();
        double[] points = scores.points().stream().mapToDouble(Double::doubleValue).toArray();
        figures.put("score", scores.mean());
        Statistics.of(points)
                .standardDeviation()
                .ifPresent(deviation -> figures.put("scoreDeviation", deviation));
        figures.put(
                "steps",
                scores.steps().stream().mapToInt(Integer::intValue).average().orElseThrow());
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Tensor seen = Tensor.of(positions, in.batch(POSITIONS)).to(device);
            Tensor values = network.apply(seen, Context.testing(chance));
            figures.put("value", values.amax(Tensor.Keep.NOTHING, 1).mean().item());
        }
        learner.trainScore().ifPresent(score -> figures.put("trainScore", score));
        return figures;
    }
}
