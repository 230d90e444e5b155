package dev.hearth.bench;

import dev.hearth.nn.Context;
import dev.hearth.nn.Parameters;
import dev.hearth.rl.DqnRecipe;
import dev.hearth.rl.Environment;
import dev.hearth.rl.Game;
import dev.hearth.rl.Policy;
import dev.hearth.rl.Replay;
import dev.hearth.rl.TransitionBatch;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The same on the presets: game and replay memory are the same, net, loss and update their functions. */
final class PresetsQLearning implements Contender {

    private static final int SIDE = 10;
    private static final int FILTERS = 16;
    private static final int UNITS = 64;

    private final DqnRecipe recipe;
    private final Seed seed;
    private final int steps;
    private final int lanes;
    private final int planes;
    private final int kinds;
    private final Net online = new Net();
    private final Net target = new Net();
    private final SGD clearing;
    private final PresetsAdamax update;
    private final Environment[] environments;
    private final Replay replay;
    private final TransitionBatch drawn;
    private final float[] observations;
    private final int[] actions;
    private final double[] rewards;
    private final boolean[] over;

    /** One convolution and two products. */
    private final class Net {
        private final PresetsLayers layers = new PresetsLayers();
        private UnaryOperator<Tensor> convolution;
        private UnaryOperator<Tensor> hidden;
        private UnaryOperator<Tensor> last;

        void build() {
            int small = SIDE - 2;
            convolution = layers.conv(planes, FILTERS, 3, 1, 0);
            hidden = layers.linear(FILTERS * small * small, UNITS);
            last = layers.linear(UNITS, kinds);
        }

        List<Tensor> parameters() {
            return layers.parameters();
        }

        Tensor of(float[] numbers, int count) {
            Tensor x = Tensor.create(numbers, count, planes, SIDE, SIDE);
            Tensor seen = torch.relu(convolution.apply(x)).flatten(1, -1);
            return last.apply(torch.relu(hidden.apply(seen)));
        }
    }

    PresetsQLearning(int steps, Seed seed, HearthQLearning hearth) {
        LibTorch.load();
        this.recipe = HearthQLearning.recipe(steps);
        this.seed = seed;
        this.steps = steps;
        Game game = recipe.game().value();
        lanes = recipe.acting().value().lanes();
        kinds = game.actions().size();
        planes = hearth.network().in().features();
        online.build();
        target.build();
        Parameters parameters = hearth.network().parameters();
        try (NoGradGuard quiet = new NoGradGuard()) {
            for (int i = 0; i < parameters.entries().size(); i++) {
                float[] values = parameters.value(parameters.entries().get(i).name()).toFloats();
                Tensor parameter = online.parameters().get(i);
                if (values.length != parameter.numel()) {
                    throw new IllegalStateException(
                            "Both sides declare parameters alike. Received: "
                                    + parameters.entries().get(i)
                                    + " beside "
                                    + parameter.numel()
                                    + " numbers. Write the nets alike.");
                }
                parameter.data_ptr_float().put(values, 0, values.length);
            }
        }
        copyToTarget();
        TensorVector all = new TensorVector(online.parameters().toArray(new Tensor[0]));
        // For the gradients alone, which it clears.
        clearing = new SGD(all, new SGDOptions(QLearningSteps.RATE));
        update = new PresetsAdamax(online.parameters(), QLearningSteps.RATE);
        environments = new Environment[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            environments[lane] = game.open(seed.child("machines").child(lane));
            environments[lane].begin();
        }
        int numbers = (int) hearth.network().in().count();
        int history = recipe.acting().value().history();
        replay = new Replay(game.sight(), lanes, recipe.storage().value().capacity(), history);
        drawn = new TransitionBatch(recipe.batch().value(), numbers);
        observations = new float[lanes * numbers];
        actions = new int[lanes];
        rewards = new double[lanes];
        over = new boolean[lanes];
    }

    private void copyToTarget() {
        try (NoGradGuard quiet = new NoGradGuard()) {
            for (int i = 0; i < online.parameters().size(); i++) {
                target.parameters().get(i).copy_(online.parameters().get(i));
            }
        }
    }

    @Override
    public String name() {
        return "presets";
    }

    private void greedy(float[] seen, int count, int[] chosen) {
        try (PointerScope turn = new PointerScope();
                NoGradGuard quiet = new NoGradGuard()) {
            Tensor best = online.of(seen, count).argmax(new LongOptional(1), false);
            long[] indices = new long[count];
            best.data_ptr_long().get(indices, 0, count);
            for (int i = 0; i < count; i++) {
                chosen[i] = (int) indices[i];
            }
        }
    }

    private void play(Policy policy) {
        replay.see(environments);
        replay.observe(observations);
        policy.choose(observations, lanes, actions);
        for (int lane = 0; lane < lanes; lane++) {
            rewards[lane] = environments[lane].act(actions[lane]);
            over[lane] = environments[lane].isOver();
            if (over[lane]) {
                environments[lane].begin();
            }
        }
        replay.happened(actions, rewards, over);
    }

    @Override
    public double run() {
        if (replay.size() == 0) {
            RandomStream chance = seed.child("filling").stream();
            for (int i = 0; i * lanes < recipe.storage().value().begun(); i++) {
                play(Policy.random(kinds, chance));
            }
        }
        double sum = 0;
        for (int step = 0; step < steps; step++) {
            RandomStream random =
                    Context.training(seed.child("pass").child("net").child(step)).random();
            Policy policy = this::greedy;
            play(policy.exploring(QLearningSteps.EXPLORATION, kinds, random));
            replay.sample(random, drawn);
            try (PointerScope turn = new PointerScope()) {
                clearing.zero_grad();
                Tensor loss = loss();
                loss.backward();
                update.run();
                sum += loss.item_float();
            }
            if ((step + 1) % recipe.difference().value().copyEvery() == 0) {
                copyToTarget();
            }
        }
        return sum / steps;
    }

    private Tensor loss() {
        int count = drawn.count();
        Tensor wanted;
        try (NoGradGuard quiet = new NoGradGuard()) {
            Tensor later = target.of(drawn.after(), count).amax(new long[] {1}, false);
            Scalar discount = new Scalar(recipe.difference().value().discount());
            Tensor earned =
                    Tensor.create(drawn.rewards(), count)
                            .clamp(
                                    new ScalarOptional(new Scalar(-1.0)),
                                    new ScalarOptional(new Scalar(1.0)));
            wanted = earned.add(later.mul(Tensor.create(drawn.alive(), count)).mul(discount));
        }
        long[] indices = new long[count];
        for (int i = 0; i < count; i++) {
            indices[i] = drawn.actions()[i];
        }
        Tensor actions = Tensor.create(indices, count, 1);
        Tensor done = online.of(drawn.before(), count).gather(1, actions).squeeze(1);
        return torch.huber_loss(done, wanted);
    }
}
