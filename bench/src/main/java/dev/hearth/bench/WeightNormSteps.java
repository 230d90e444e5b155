package dev.hearth.bench;

import dev.hearth.tensor.Engine;
import dev.hearth.tensor.Scope;
import dev.hearth.train.optim.Adam;
import dev.hearth.train.optim.Epsilon;
import dev.hearth.zoo.weightnorm.Offset;
import dev.hearth.zoo.weightnorm.WeightNormCifar;
import dev.hearth.zoo.weightnorm.Weights;
import java.util.ArrayList;
import java.util.List;

/** A training step of weight normalisation's CIFAR-10 net with each normalisation, in turns. */
final class WeightNormSteps implements Measurement {

    static final String GROUP = "Weight normalisation's CIFAR-10 step";
    private static final double RATE = 1e-4;

    /** What is compared; the first is the measure of the others. */
    private enum Arm {
        PLAIN("plain", Weights.THEMSELVES, Offset.BIAS),
        BATCH_NORM("batch norm", Weights.THEMSELVES, Offset.BATCH_NORM),
        WEIGHT_NORM("weight norm", Weights.NORMALIZED, Offset.BIAS),
        BOTH(
                "weight norm and mean-only batch norm",
                Weights.NORMALIZED,
                Offset.MEAN_ONLY_BATCH_NORM);

        private final String words;
        private final Weights weights;
        private final Offset offset;

        Arm(String words, Weights weights, Offset offset) {
            this.words = words;
            this.weights = weights;
            this.offset = offset;
        }

        HearthSide side(Work work) {
            return new HearthSide(
                    work,
                    new WeightNormCifar(weights, offset),
                    new Adam(0.9, 0.999, 1e-8, Epsilon.INSIDE_ROOT),
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
    public List<Figure> measure(Depth depth, List<Figure> before) {
        List<Figure> figures = new ArrayList<>();
        int batch = depth.seconds() < 5 ? 10 : 100;
        for (int threads : depth.threads()) {
            Engine.threads(threads);
            try (var run = Scope.open()) {
                Work work = Work.cifar(batch, 1);
                List<Alternation.Turn> turns = new ArrayList<>();
                for (Arm arm : Arm.values()) {
                    HearthSide side = arm.side(work);
                    turns.add(new Alternation.Turn(arm.words, side::run));
                }
                var rounds = depth.alternation().time(turns);
                for (int i = 0; i < turns.size(); i++) {
                    figures.add(
                            Figure.of(
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

    private static Figure slower(Alternation.Rounds rounds, Arm one, Arm other, int threads) {
        return Figure.of(
                GROUP,
                one.words + ", times as long as " + other.words,
                "×",
                threads,
                rounds.timesAsFast(other.ordinal(), one.ordinal()));
    }
}
