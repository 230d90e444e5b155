package dev.hearth.bench;

import dev.hearth.nn.Precision;
import dev.hearth.nn.layers.Elu;
import dev.hearth.optim.Adam;
import dev.hearth.optim.Optimizer;
import dev.hearth.optim.Sgd;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.train.recipe.StepMethod;
import dev.hearth.zoo.elu.EluMnist;
import java.util.ArrayList;
import java.util.List;

/** A whole training step of the ELU paper's fully connected net, beside the same on the presets. */
final class MlpSteps implements Measurement {

    static final String GROUP = "E1 step";
    static final int HIDDEN = 8;
    static final int UNITS = 128;
    private static final int STEPS = 400;

    /** How both sides follow the gradient, and what Hearth should reach. */
    enum Method {
        SGD("SGD", new Sgd(), PresetsContender.Method.SGD, 0.01, 1.0),
        ADAM("Adam", new Adam(), PresetsContender.Method.ADAM, 0.001, 1.2);

        final String word;
        private final Optimizer ours;
        private final PresetsContender.Method theirs;
        private final double rate;
        private final double target;

        Method(
                String word,
                Optimizer ours,
                PresetsContender.Method theirs,
                double rate,
                double target) {
            this.word = word;
            this.ours = ours;
            this.theirs = theirs;
            this.rate = rate;
            this.target = target;
        }

        /** All sides, from the same weights: Hearth's, the presets', Hearth's compiled one. */
        List<Contender> sides(Work work) {
            HearthContender hearth = hearth(work);
            return List.of(
                    hearth,
                    new PresetsMlp(work, HIDDEN, UNITS, hearth.network(), theirs, rate),
                    hearth(work, StepMethod.COMPILED));
        }

        HearthContender hearth(Work work) {
            return hearth(work, StepMethod.LAYERS);
        }

        private HearthContender hearth(Work work, StepMethod step) {
            return new HearthContender(
                    work,
                    new EluMnist(HIDDEN, UNITS, 10, new Elu()),
                    ours,
                    rate,
                    Precision.FLOAT32,
                    step);
        }
    }

    /** Of a step: forward, and backward by weights and, but for the first layer, by inputs. */
    static double flops() {
        double first = 28 * 28 * UNITS;
        double products = first + (HIDDEN - 1.0) * UNITS * UNITS + UNITS * 10;
        return 2.0 * 64 * (3 * products - first);
    }

    static String hearthName(Method method) {
        return method.word + ": Hearth";
    }

    @Override
    public String about() {
        return "The ELU paper's 8×128 net on MNIST-shaped images, batch 64: the real trainer with"
                + " its loader, its window of losses and its flat update, beside the same net of"
                + " the presets' own `LinearImpl`, `cross_entropy` and optimiser with a"
                + " `PointerScope` a step and batches from the same loader. The presets are given"
                + " Hearth's thread settings, OpenBLAS's among them, and its wait policy. The compiled"
                + " step is the recipe's `step=COMPILED`: planned once, each of two shares of the batch"
                + " through the whole net on one thread.";
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        List<Quantity> figures = new ArrayList<>();
        for (int threads : depth.threads()) {
            LibTorch.threads(threads);
            for (Method method : Method.values()) {
                try (var run = Scope.open()) {
                    figures.addAll(compare(depth, before, method, threads));
                }
            }
        }
        return figures;
    }

    private static List<Quantity> compare(
            Effort depth, List<Quantity> before, Method method, int threads) {
        List<Alternation.Turn> turns =
                method.sides(Work.mnist(STEPS)).stream().map(Alternation.Turn::of).toList();
        var rounds = depth.alternation().rested(threads).time(turns);
        Spread hearth = rounds.of(0, 1e6 / STEPS);
        String word = method.word;
        return List.of(
                Quantity.of(GROUP, hearthName(method), "µs a step", threads, hearth),
                Quantity.of(
                        GROUP, word + ": presets", "µs a step", threads, rounds.of(1, 1e6 / STEPS)),
                Quantity.of(
                                GROUP,
                                word + ": Hearth, times as fast",
                                "×",
                                threads,
                                rounds.timesAsFast(0, 1))
                        .atLeast(method.target),
                Quantity.of(
                        GROUP,
                        word + ": Hearth, compiled step",
                        "µs a step",
                        threads,
                        rounds.of(2, 1e6 / STEPS)),
                compiled(
                        word + ": compiled step, times as fast as layer by layer",
                        threads,
                        rounds.timesAsFast(2, 0)),
                Quantity.of(
                        GROUP,
                        word + ": compiled step, times as fast as the presets",
                        "×",
                        threads,
                        rounds.timesAsFast(2, 1)),
                MatrixRate.share(
                        before,
                        GROUP,
                        word + ": compiled step, arithmetic",
                        threads,
                        flops(),
                        rounds.of(2, 1.0 / STEPS)),
                MatrixRate.share(
                        before,
                        GROUP,
                        word + ": arithmetic",
                        threads,
                        flops(),
                        rounds.of(0, 1.0 / STEPS)));
    }

    /** The target is for two threads and more. */
    private static Quantity compiled(String name, int threads, Spread ratio) {
        Quantity quantity = Quantity.of(GROUP, name, "×", threads, ratio);
        return threads == 1 ? quantity : quantity.atLeast(1.5);
    }
}
