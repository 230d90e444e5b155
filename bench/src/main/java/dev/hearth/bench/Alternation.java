package dev.hearth.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Times several ways to do the same work in turns, A B, B A, A B, …, so that what else the machine does
 * falls on all of them, and compares within each round.
 *
 * @param warmUpSeconds at least this long, for the compiler, before anything counts
 * @param seconds about this long
 * @param leastRounds unless they take more than four times as long
 * @param restSeconds before each turn, in which nothing runs
 */
record Alternation(double warmUpSeconds, double seconds, int leastRounds, double restSeconds) {

    /** OpenBLAS's threads spin for 2²⁸ ticks of the clock after their last product: 0.1 s. */
    private static final double UNTIL_ALL_SLEEP = 0.2;

    /** One turn upon the other. */
    Alternation(double warmUpSeconds, double seconds, int leastRounds) {
        this(warmUpSeconds, seconds, leastRounds, 0);
    }

    /** Where there are several, with a rest before each turn, so that none spins on into it. */
    Alternation rested(int threads) {
        return threads == 1
                ? this
                : new Alternation(warmUpSeconds, seconds, leastRounds, UNTIL_ALL_SLEEP);
    }

    /** Something to be timed, and what gets it ready, which is not. */
    record Turn(String name, Runnable ready, Runnable body) {

        Turn(String name, Runnable body) {
            this(name, () -> {}, body);
        }

        static Turn of(Contender side) {
            return new Turn(side.name(), side::run);
        }
    }

    /** What came: for each turn, the seconds of each round. */
    record Rounds(List<double[]> seconds) {

        Spread of(int turn, double scale) {
            double[] scaled = seconds.get(turn).clone();
            for (int i = 0; i < scaled.length; i++) {
                scaled[i] *= scale;
            }
            return Spread.of(scaled);
        }

        /** How many times as long the other turn took, round by round. */
        Spread timesAsFast(int turn, int other) {
            double[] ratios = new double[seconds.get(turn).length];
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] = seconds.get(other)[i] / seconds.get(turn)[i];
            }
            return Spread.of(ratios);
        }

        /**
         * What is told of steps that several sides took in turns: how long each needs for one, and how
         * many times as fast the first is as each other, which should be once at least.
         */
        List<Quantity> figures(String group, int threads, List<Contender> sides, double steps) {
            return figures(group, threads, sides, steps, 1);
        }

        /** The same, where the first should be so many times as fast. */
        List<Quantity> figures(
                String group, int threads, List<Contender> sides, double steps, double wanted) {
            List<Quantity> figures = new ArrayList<>();
            for (int i = 0; i < sides.size(); i++) {
                String name = sides.get(i).name();
                figures.add(Quantity.of(group, name, "ms a step", threads, of(i, 1e3 / steps)));
            }
            for (int i = 1; i < sides.size(); i++) {
                String name = "Hearth, times as fast as " + sides.get(i).name();
                figures.add(
                        Quantity.of(group, name, "×", threads, timesAsFast(0, i)).atLeast(wanted));
            }
            return figures;
        }
    }

    Rounds time(List<Turn> turns) {
        long warm = System.nanoTime();
        do {
            turns.forEach(turn -> turn.body().run());
        } while (since(warm) < warmUpSeconds);
        List<double[]> rounds = new ArrayList<>();
        long begun = System.nanoTime();
        while (rounds.isEmpty() || since(begun) < (rounds.size() < leastRounds ? 4 : 1) * seconds) {
            double[] took = new double[turns.size()];
            for (int i = 0; i < took.length; i++) {
                int turn = rounds.size() % 2 == 0 ? i : took.length - 1 - i;
                turns.get(turn).ready().run();
                rest();
                long start = System.nanoTime();
                turns.get(turn).body().run();
                took[turn] = since(start);
            }
            rounds.add(took);
        }
        List<double[]> byTurn = new ArrayList<>();
        for (int turn = 0; turn < turns.size(); turn++) {
            int which = turn;
            byTurn.add(rounds.stream().mapToDouble(round -> round[which]).toArray());
        }
        return new Rounds(byTurn);
    }

    private void rest() {
        try {
            Thread.sleep((long) (1e3 * restSeconds));
        } catch (InterruptedException wanted) {
            Thread.currentThread().interrupt();
        }
    }

    private static double since(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }
}
