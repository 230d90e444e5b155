package dev.hearth.rl;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Batch;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.optim.OptimizerState;
import dev.hearth.optim.StepHyperparameters;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.Participant;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The one participant of {@link DqnTask}. Its random numbers derive from the seed of each update, so
 * besides the tensors only the replay memory, the environments and a few sums have to be stored.
 */
final class DqnParticipant implements Participant {

    /** Up to here the memory is stored with a checkpoint, in bytes. */
    static final long STORED = 1L << 30;

    private final DqnRecipe recipe;
    private final Model network;
    private final Model target;
    private final Device device;
    private final OptimizerState stepper;
    private final Seed seed;
    private final int lanes;
    private final int numbers;
    private final int kinds;
    private final Environment[] environments;
    private final Replay replay;
    private final TransitionBatch drawn;
    private final float[] observations;
    private final int[] actions;
    private final double[] rewards;
    private final boolean[] over;
    private final double[] running;
    private double exploration;
    private double turnPoints;
    private int turnGames;
    private double epochPoints;
    private int epochGames;

    DqnParticipant(DqnRecipe recipe, Model network, Seed seed, Device device) {
        this.recipe = recipe;
        this.network = network;
        this.device = device;
        this.seed = seed;
        Game game = recipe.game().value();
        lanes = recipe.acting().value().lanes();
        kinds = game.actions().size();
        target = Model.build(network.layer(), network.in(), seed.child("weights"), device);
        copyToTarget();
        stepper = recipe.optimizer().value().over(network.parameters());
        int history = recipe.acting().value().history();
        numbers = (int) network.in().count();
        replay = new Replay(game.sight(), lanes, recipe.storage().value().capacity(), history);
        drawn = new TransitionBatch(recipe.batch().value(), numbers);
        environments = new Environment[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            environments[lane] = game.open(seed.child("machines").child(lane));
            environments[lane].begin();
        }
        observations = new float[lanes * numbers];
        actions = new int[lanes];
        rewards = new double[lanes];
        over = new boolean[lanes];
        running = new double[lanes];
        exploration = recipe.exploration().value().at(0, recipe.length().value().updates());
    }

    private void copyToTarget() {
        target.parameters().values().copyInPlace(network.parameters().values());
        target.parameters().state().copyInPlace(network.parameters().state());
    }

    @Override
    public String name() {
        return "net";
    }

    @Override
    public Parameters parameters() {
        return network.parameters();
    }

    /** Mean points of the games that ended in the epoch. */
    OptionalDouble trainScore() {
        return epochGames == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(epochPoints / epochGames);
    }

    void greedy(float[] seen, int count, int[] chosen) {
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Tensor input = Tensor.ofFirst(seen, network.in().batch(count)).to(device);
            long[] best =
                    network.apply(input, Context.testing(seed.child("greedy"))).argmax(1).toLongs();
            for (int i = 0; i < count; i++) {
                chosen[i] = (int) best[i];
            }
        }
    }

    @Override
    public Tensor loss(Batch batch, Context pass) {
        if (replay.size() == 0) {
            fill();
        }
        Policy policy = ((Policy) this::greedy).exploring(exploration, kinds, pass.random());
        for (int i = 0; i < recipe.acting().value().stepsPerUpdate(); i++) {
            play(policy);
        }
        return lesson(pass);
    }

    /** Fills the memory by random actions, with random numbers of its own: they belong to no update. */
    private void fill() {
        RandomStream chance = seed.child("filling").stream();
        Policy blind = Policy.random(kinds, chance);
        for (int i = 0; i * lanes < recipe.storage().value().begun(); i++) {
            play(blind);
        }
        turnGames = 0;
        turnPoints = 0;
    }

    private void play(Policy policy) {
        replay.see(environments);
        replay.observe(observations);
        policy.choose(observations, lanes, actions);
        for (int lane = 0; lane < lanes; lane++) {
            rewards[lane] = environments[lane].act(actions[lane]);
            over[lane] = environments[lane].isOver();
            running[lane] += rewards[lane];
            if (over[lane]) {
                turnGames++;
                turnPoints += running[lane];
                running[lane] = 0;
                environments[lane].begin();
            }
        }
        replay.happened(actions, rewards, over);
    }

    private Tensor lesson(Context pass) {
        TemporalDifferenceLoss rule = recipe.difference().value();
        replay.sample(pass.random(), drawn);
        int count = drawn.count();
        Tensor wanted;
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Tensor after = Tensor.of(drawn.after(), network.in().batch(count)).to(device);
            Context still = Context.testing(seed.child("target"));
            Tensor later = target.apply(after, still);
            Tensor online =
                    rule.best() == TemporalDifferenceLoss.Best.ONLINE
                            ? network.apply(after, still)
                            : later;
            wanted =
                    scope.keep(
                            rule.wanted(
                                    Tensor.of(drawn.rewards(), count).to(device),
                                    Tensor.of(drawn.alive(), count).to(device),
                                    later,
                                    online));
        }
        Tensor before = Tensor.of(drawn.before(), network.in().batch(count)).to(device);
        Tensor done = Tensor.ofLabels(drawn.actions(), count).to(device);
        return rule.loss(network.apply(before, pass), done, wanted);
    }

    @Override
    public double update(long step, long stepsPerEpoch) {
        double rate = recipe.rate().value().at(step, stepsPerEpoch);
        stepper.step(StepHyperparameters.of(rate));
        if ((step + 1) % recipe.difference().value().copyEvery() == 0) {
            copyToTarget();
        }
        exploration = recipe.exploration().value().at(step + 1, stepsPerEpoch);
        if (step % stepsPerEpoch == 0) {
            epochPoints = 0;
            epochGames = 0;
        }
        epochPoints += turnPoints;
        epochGames += turnGames;
        turnPoints = 0;
        turnGames = 0;
        return rate;
    }

    @Override
    public Map<String, Tensor> memory() {
        Map<String, Tensor> memory = new LinkedHashMap<>(stepper.state());
        memory.put("target", target.parameters().values());
        if (target.parameters().state().count() > 0) {
            memory.put("targetState", target.parameters().state());
        }
        return memory;
    }

    @Override
    public void resumeAt(long steps) {
        stepper.resumeAt(steps);
        exploration = recipe.exploration().value().at(steps, recipe.length().value().updates());
    }

    @Override
    public Map<String, byte[]> notes() {
        Map<String, byte[]> notes = new LinkedHashMap<>();
        if (replay.bytes() <= STORED) {
            notes.put("replay", replay.content());
        }
        ByteBuffer sums = ByteBuffer.allocate(Double.BYTES * (lanes + 1) + Integer.BYTES);
        sums.putDouble(epochPoints).putInt(epochGames);
        for (int lane = 0; lane < lanes; lane++) {
            sums.putDouble(running[lane]);
            notes.put("machine" + lane, environments[lane].state());
        }
        notes.put("sums", sums.array());
        return notes;
    }

    @Override
    public void recall(Map<String, byte[]> notes) {
        byte[] sums = notes.getOrDefault("sums", new byte[0]);
        if (sums.length != Double.BYTES * (lanes + 1) + Integer.BYTES) {
            throw new BadDataException(
                    "A run resumes with the stored states of its " + lanes + " lanes",
                    "states " + notes.keySet(),
                    "Continue with the recipe that the run began with");
        }
        if (notes.containsKey("replay")) {
            replay.recall(notes.get("replay"));
        }
        ByteBuffer numbersOf = ByteBuffer.wrap(sums);
        epochPoints = numbersOf.getDouble();
        epochGames = numbersOf.getInt();
        for (int lane = 0; lane < lanes; lane++) {
            running[lane] = numbersOf.getDouble();
            environments[lane].resume(notes.getOrDefault("machine" + lane, new byte[0]));
        }
    }
}
