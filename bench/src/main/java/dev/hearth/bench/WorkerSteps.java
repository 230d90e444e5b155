package dev.hearth.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Several workers of one thread against one worker of as many threads; what they exchange, by itself. */
final class WorkerSteps implements Measurement {

    static final String GROUP = "Several workers";
    private static final int WORKERS = 2;
    private static final int FLOATS = 55_000_000;
    private static final int[] BUCKETS = {100_000, 1_000_000, 6_250_000, FLOATS};

    /** What is trained, with what two workers should reach. */
    enum Net {
        /** The ELU paper's net of MNIST. */
        E1("E1", 0),
        /** Three convolutions. */
        CIFAR("CIFAR conv net", 0.95),
        /** The largest. */
        INCEPTION_RESNET_V2("Inception-ResNet-v2", 0.95);

        private final String words;
        private final double target;

        Net(String words, double target) {
            this.words = words;
            this.target = target;
        }

        HearthContender side(boolean isSmall) {
            return switch (this) {
                case E1 -> MlpSteps.Method.SGD.hearth(Work.mnist(400));
                case CIFAR -> ConvolutionSteps.hearth(Work.cifar(128, 2));
                case INCEPTION_RESNET_V2 ->
                        (HearthContender)
                                InceptionSteps.Way.HEARTH.side(
                                        isSmall
                                                ? InceptionSteps.work(2, 139)
                                                : InceptionSteps.work(8, 299),
                                        0.2,
                                        Optional.empty());
            };
        }

        private int steps() {
            return this == E1 ? 400 : this == CIFAR ? 2 : 1;
        }
    }

    @Override
    public String about() {
        return "Two worker processes of one thread, each with half of every batch, against one process"
                + " of two threads with whole batches, on the loopback; the nets are those above. The"
                + " share of a step spent waiting is the time that training threads wait for sums of"
                + " gradients, which for nets above a million weights begin while the backward pass goes"
                + " on; the same with sums after it alone. Many runs: two runs of the CIFAR conv net at a"
                + " time, each a process of one thread, against the same two in turn; the same of products"
                + " of two 2048×2048 matrices, which are arithmetic alone, and of copies of 256 MB."
                + " Sums: an all-reduce of 55 million floats (Inception-ResNet-v2's gradients) in"
                + " buckets, by Hearth's exchange and by the presets' Gloo; what is summed is allocated"
                + " before the workers' clocks start.";
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        List<Quantity> figures = new ArrayList<>();
        for (Net net : Net.values()) {
            figures.addAll(steps(depth, net));
        }
        figures.addAll(manyRuns(depth));
        figures.addAll(sums(depth));
        return figures;
    }

    private static List<Quantity> steps(Effort depth, Net net) {
        try (WorkerGroup divided = new WorkerGroup(WORKERS, 1, net.name(), depth.isQuick());
                WorkerGroup whole = new WorkerGroup(1, WORKERS, net.name(), depth.isQuick())) {
            GroupTurn beside = GroupTurn.of("divided", divided, "steps");
            GroupTurn after = GroupTurn.of("after", divided, "steps-then-sums");
            var rounds =
                    depth.alternation()
                            .rested(WORKERS)
                            .time(
                                    List.of(
                                            beside.turn(),
                                            new Alternation.Turn(
                                                    "whole", () -> whole.done("steps")),
                                            after.turn()));
            double each = 1e3 / net.steps();
            String two = net.words + ": two workers of 1 thread";
            List<Quantity> figures = new ArrayList<>();
            figures.add(Quantity.of(GROUP, two, "ms a step", WORKERS, rounds.of(0, each)));
            figures.add(
                    Quantity.of(
                            GROUP,
                            net.words + ": one worker of 2 threads",
                            "ms a step",
                            WORKERS,
                            rounds.of(1, each)));
            Quantity ratio =
                    Quantity.of(
                            GROUP, two + ", times as fast", "×", WORKERS, rounds.timesAsFast(0, 1));
            figures.add(net.target > 0 ? ratio.atLeast(net.target) : ratio);
            figures.add(share(net.words + ": waiting for gradients", beside.waiting(rounds)));
            String summed = net.words + ", gradients summed after the backward pass";
            figures.add(Quantity.of(GROUP, summed, "ms a step", WORKERS, rounds.of(2, each)));
            figures.add(share(summed + ": waiting", after.waiting(rounds)));
            return figures;
        }
    }

    private static Quantity share(String name, double[] percent) {
        return Quantity.of(GROUP, name, "% of a step", WORKERS, Spread.of(percent));
    }

    /**
     * Two runs at a time against the same two in turn; and, for what the machine has for two, products of
     * matrices, which are arithmetic alone, and copies of more than caches hold.
     */
    private static List<Quantity> manyRuns(Effort depth) {
        String net = Net.CIFAR.name();
        List<Quantity> figures = new ArrayList<>();
        try (WorkerGroup one = new WorkerGroup(1, 1, net, depth.isQuick());
                WorkerGroup other = new WorkerGroup(1, 1, net, depth.isQuick())) {
            figures.add(atATime(depth, one, other, "many runs", "steps").atLeast(1.8));
            figures.add(atATime(depth, one, other, "matrix products", "product"));
            figures.add(atATime(depth, one, other, "copies", "copy"));
        }
        return figures;
    }

    private static Quantity atATime(
            Effort depth, WorkerGroup one, WorkerGroup other, String what, String order) {
        var rounds =
                depth.alternation()
                        .time(
                                List.of(
                                        new Alternation.Turn(
                                                "at a time",
                                                () -> {
                                                    one.begin(order);
                                                    other.begin(order);
                                                    one.await();
                                                    other.await();
                                                }),
                                        new Alternation.Turn(
                                                "in turn",
                                                () -> {
                                                    one.done(order);
                                                    other.done(order);
                                                })));
        return Quantity.of(
                GROUP,
                what + ": two at a time, times as fast as in turn",
                "×",
                WORKERS,
                rounds.timesAsFast(0, 1));
    }

    private static List<Quantity> sums(Effort depth) {
        int all = depth.isQuick() ? FLOATS / 10 : FLOATS;
        List<Quantity> figures = new ArrayList<>();
        try (WorkerGroup pair = new WorkerGroup(WORKERS, 1, "none", true)) {
            for (int bucket :
                    IntStream.of(BUCKETS).map(b -> Math.min(all, b)).distinct().toArray()) {
                String words = all + " " + bucket;
                GroupTurn hearth = GroupTurn.of("Hearth", pair, "sum " + words);
                GroupTurn gloo = GroupTurn.of("Gloo", pair, "gloo " + words);
                var asked = depth.alternation().time(List.of(hearth.turn(), gloo.turn()));
                var rounds =
                        new Alternation.Rounds(List.of(hearth.seconds(asked), gloo.seconds(asked)));
                String named =
                        Text.number(all / 1e6)
                                + " million floats in buckets of "
                                + Text.number(bucket * 4 / 1e6)
                                + " MB";
                figures.add(
                        Quantity.of(GROUP, "Hearth: " + named, "ms", WORKERS, rounds.of(0, 1e3)));
                figures.add(Quantity.of(GROUP, "Gloo: " + named, "ms", WORKERS, rounds.of(1, 1e3)));
                figures.add(
                        Quantity.of(
                                GROUP,
                                "Hearth, times as fast as Gloo: " + named,
                                "×",
                                WORKERS,
                                rounds.timesAsFast(0, 1)));
            }
        }
        return figures;
    }
}
