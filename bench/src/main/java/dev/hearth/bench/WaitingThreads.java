package dev.hearth.bench;

import dev.hearth.optim.Adam;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.Scope;
import dev.hearth.train.metric.Statistics;
import dev.hearth.zoo.together.CombinedNet;
import dev.hearth.zoo.together.Idea;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/** Steps on several threads that sleep at once between operations, and that look out for the next one first. */
final class WaitingThreads implements Measurement {

    static final String GROUP = "How waiting threads wait";
    private static final double RATE = 1e-4;
    private static final String POLICY = "OMP_WAIT_POLICY";
    private static final String COUNT = "GOMP_SPINCOUNT";

    /** Whose steps. */
    enum Net {
        JOINT("joint net of all ideas, 4 million multiply-adds", Work.cifar(50, 4)) {
            @Override
            Contender side() {
                CombinedNet net =
                        CombinedNet.ofCost(
                                4_000_000, IdeaSteps.IMAGE, 10, EnumSet.allOf(Idea.class));
                return new HearthContender(work, net, new Adam(), RATE);
            }
        },
        WEIGHT_NORM("weight normalisation's CIFAR-10 net, batch 10", Work.cifar(10, 2)) {
            @Override
            Contender side() {
                return WeightNormSteps.Arm.BOTH.side(work);
            }
        },
        VAE("variational autoencoder", Work.mnist(100, 2)) {
            @Override
            Contender side() {
                return VaeSteps.hearth(work);
            }
        },
        GAN("GAN, both players", Work.mnist(GameSteps.BATCH, 20)) {
            @Override
            Contender side() {
                return GameSteps.hearth(work, GameSteps.Drops.AS_PUBLISHED);
            }
        };

        private final String words;
        final Work work;

        Net(String words, Work work) {
            this.words = words;
            this.work = work;
        }

        abstract Contender side();
    }

    /** How OpenMP's threads wait in a process of its own. */
    private enum Wait {
        SLEEP("asleep at once") {
            @Override
            OwnProcess process() {
                return OwnProcess.of(WaitingThreads.class).with(POLICY, "PASSIVE").with(COUNT, "");
            }
        },
        BRIEF("looking out first") {
            @Override
            OwnProcess process() {
                return OwnProcess.of(WaitingThreads.class).with(POLICY, "").with(COUNT, "");
            }
        };

        private final String words;

        Wait(String words) {
            this.words = words;
        }

        abstract OwnProcess process();

        /** Milliseconds of a step. */
        double measure(Net net, int threads, double seconds) {
            return Double.parseDouble(
                    process().run(net.name(), Integer.toString(threads), seconds + ""));
        }
    }

    @Override
    public String about() {
        return "Steps of Hearth's on several threads, in processes of their own, in turns: with OpenMP's threads"
                + " asleep at once (OMP_WAIT_POLICY=PASSIVE), as in all other parts of this page, and looking"
                + " out for the next operation for some 20 µs first, which is Hearth's default. In the other"
                + " parts they sleep, because the presets' OpenBLAS has threads that spin, and beside these"
                + " others that look out make the presets slower.";
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        List<Quantity> figures = new ArrayList<>();
        int rounds = depth.isQuick() ? 2 : 7;
        for (int threads : depth.threads()) {
            for (Net net : Net.values()) {
                if (threads > 1) {
                    figures.addAll(figures(net, threads, rounds, depth.seconds() / 5));
                }
            }
        }
        return figures;
    }

    private static List<Quantity> figures(Net net, int threads, int rounds, double seconds) {
        double[] asleep = new double[rounds];
        double[] brief = new double[rounds];
        double[] ratios = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            if (round % 2 == 0) {
                asleep[round] = Wait.SLEEP.measure(net, threads, seconds);
            }
            brief[round] = Wait.BRIEF.measure(net, threads, seconds);
            if (round % 2 == 1) {
                asleep[round] = Wait.SLEEP.measure(net, threads, seconds);
            }
            ratios[round] = asleep[round] / brief[round];
        }
        String name = net.words + ", ";
        return List.of(
                Quantity.of(
                        GROUP, name + Wait.SLEEP.words, "ms a step", threads, Spread.of(asleep)),
                Quantity.of(GROUP, name + Wait.BRIEF.words, "ms a step", threads, Spread.of(brief)),
                Quantity.of(
                                GROUP,
                                name + "times as fast looking out",
                                "×",
                                threads,
                                Spread.of(ratios))
                        .atLeast(1));
    }

    /**
     * Steps, then the median of a step's milliseconds on standard output.
     *
     * @param arguments net, the count of threads, and for how many seconds
     */
    public static void main(String[] arguments) {
        Net net = Net.valueOf(arguments[0]);
        LibTorch.threads(Integer.parseInt(arguments[1]));
        double seconds = Double.parseDouble(arguments[2]);
        try (var run = Scope.open()) {
            Contender side = net.side();
            side.run();
            side.run();
            List<Double> each = new ArrayList<>();
            long begun = System.nanoTime();
            for (long now = begun; (now - begun) / 1e9 < seconds; now = System.nanoTime()) {
                side.run();
                each.add((System.nanoTime() - now) / 1e6 / net.work.steps());
            }
            double median =
                    Statistics.of(each.stream().mapToDouble(Double::doubleValue).toArray())
                            .median();
            System.out.println(String.format(Locale.ROOT, "%.6f", median));
        }
    }
}
