package dev.hearth.bench;

import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import java.util.ArrayList;
import java.util.List;

/** A step of deep Q-learning, play included, beside the same on the presets. */
final class QLearningSteps implements Measurement {

    static final String GROUP = "DQN step";
    static final double RATE = 0.002;
    static final double EXPLORATION = 0.1;
    private static final int STEPS = 250;
    private static final double WANTED = 1.2;
    private static final Seed SEED = new Seed(1).child("bench");

    @Override
    public String about() {
        return "Deep Q-learning as weightnorm/raiders does it (one 3×3 convolution of 16 filters, 64 hidden"
                + " units, batch 32, Adamax): a moment of four games by the greedy policy with 10 %"
                + " random actions, 32 remembered steps drawn, the older net's values, the net's, loss"
                + " and update: the real trainer over the real task beside the same of the presets'"
                + " functions. Games and the memory are the same code on both sides.";
    }

    /** Both sides, from the same weights; the first is Hearth's. */
    static List<Contender> sides(int steps) {
        HearthQLearning hearth = new HearthQLearning(steps, SEED);
        return List.of(hearth, new PresetsQLearning(steps, SEED, hearth));
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        List<Quantity> figures = new ArrayList<>();
        for (int threads : depth.threads()) {
            LibTorch.threads(threads);
            try (var run = Scope.open()) {
                List<Contender> sides = sides(STEPS);
                var rounds =
                        depth.alternation()
                                .rested(threads)
                                .time(sides.stream().map(Alternation.Turn::of).toList());
                figures.addAll(rounds.figures(GROUP, threads, sides, STEPS, WANTED));
            }
        }
        return figures;
    }
}
