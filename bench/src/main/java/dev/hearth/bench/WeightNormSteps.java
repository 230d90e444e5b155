package dev.hearth.bench;

import dev.hearth.optim.Adam;
import dev.hearth.optim.EpsilonPlacement;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.zoo.weightnorm.BiasKind;
import dev.hearth.zoo.weightnorm.WeightMode;
import dev.hearth.zoo.weightnorm.WeightNormCifar;
import java.util.ArrayList;
import java.util.List;

/** A training step of weight normalisation's CIFAR-10 net with each normalisation, in turns. */
final class WeightNormSteps implements Measurement {

    static final String GROUP = "Weight normalisation's CIFAR-10 step";
    private static final double RATE = 1e-4;

    /** What is compared; the first is the measure of the others. */
    enum Arm {
        PLAIN("plain", WeightMode.THEMSELVES, BiasKind.BIAS),
        BATCH_NORM("batch norm", WeightMode.THEMSELVES, BiasKind.BATCH_NORM),
        WEIGHT_NORM("weight norm", WeightMode.NORMALIZED, BiasKind.BIAS),
        BOTH(
                "weight norm and mean-only batch norm",
                WeightMode.NORMALIZED,
                BiasKind.MEAN_ONLY_BATCH_NORM);

        private final String words;
        private final WeightMode weights;
        private final BiasKind offset;

        Arm(String words, WeightMode weights, BiasKind offset) {
            this.words = words;
            this.weights = weights;
            this.offset = offset;
        }

        HearthContender side(Work work) {
            return new HearthContender(
                    work,
                    new WeightNormCifar(weights, offset),
                    new Adam(0.9, 0.999, 1e-8, EpsilonPlacement.INSIDE_ROOT),
                    RATE);
        }
    }

    @Override
    public String about() {
        return "The published net (Salimans and Kingma 2016, table 2) at full width, with its noise and"
                + " dropout, Adam, batch 100 (10 in a quick run): plain weights, batch norm, weight"
                + " norm, weight norm with mean-only batch norm.";
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        List<Quantity> figures = new ArrayList<>();
        int batch = depth.seconds() < 5 ? 10 : 100;
        for (int threads : depth.threads()) {
            LibTorch.threads(threads);
            try (var run = Scope.open()) {
                Work work = Work.cifar(batch, 1);
                List<Alternation.Turn> turns = new ArrayList<>();
                for (Arm arm : Arm.values()) {
                    HearthContender side = arm.side(work);
                    turns.add(new Alternation.Turn(arm.words, side::run));
                }
                var rounds = depth.alternation().time(turns);
                for (int i = 0; i < turns.size(); i++) {
                    figures.add(
                            Quantity.of(
                                    GROUP,
                                    turns.get(i).name(),
                                    "ms a step",
                                    threads,
                                    rounds.of(i, 1e3)));
                }
                figures.add(slower(rounds, Arm.WEIGHT_NORM, Arm.PLAIN, threads).atMost(1.03));
                figures.add(slower(rounds, Arm.BATCH_NORM, Arm.PLAIN, threads));
                figures.add(slower(rounds, Arm.BOTH, Arm.PLAIN, threads));
                figures.add(slower(rounds, Arm.BOTH, Arm.BATCH_NORM, threads).atMost(1));
            }
        }
        return figures;
    }

    private static Quantity slower(Alternation.Rounds rounds, Arm one, Arm other, int threads) {
        return Quantity.of(
                GROUP,
                one.words + ", times as long as " + other.words,
                "×",
                threads,
                rounds.timesAsFast(other.ordinal(), one.ordinal()));
    }
}
