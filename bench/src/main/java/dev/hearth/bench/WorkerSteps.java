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
                + " share of a step spent waiting is the time that the training thread is held up: in sums"
                + " of its own, or by those that go on beside its backward pass. Many runs: two"
                + " runs at a time, each a process of one thread, against the same two in turn."
                + " Sums: an all-reduce of 55 million floats (Inception-ResNet-v2's gradients) in"
                + " buckets, by Hearth's exchange and by the presets' Gloo.";
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        List<Quantity> figures = new ArrayList<>();
        for (Net net : Net.values()) {
            figures.addAll(steps(depth, net));
        }
        figures.add(manyRuns(depth));
        figures.addAll(sums(depth));
        return figures;
    }

    private static List<Quantity> steps(Effort depth, Net net) {
        try (WorkerGroup divided = new WorkerGroup(WORKERS, 1, net.name(), depth.isQuick());
                WorkerGroup whole = new WorkerGroup(1, WORKERS, net.name(), depth.isQuick())) {
            List<Double> waited = new ArrayList<>();
            var rounds =
                    depth.alternation()
                            .rested(WORKERS)
                            .time(
                                    List.of(
                                            new Alternation.Turn(
                                                    "divided",
                                                    () -> {
                                                        var took = divided.done("steps");
                                                        waited.add(
                                                                100
                                                                        * took.waited()
                                                                        / took.seconds());
                                                    }),
                                            new Alternation.Turn(
                                                    "whole", () -> whole.done("steps"))));
            double each = 1e3 / net.steps();
            Quantity ratio =
                    Quantity.of(
                            GROUP,
                            net.words + ": two workers of 1 thread, times as fast",
                            "×",
                            WORKERS,
                            rounds.timesAsFast(0, 1));
            return List.of(
                    Quantity.of(
                            GROUP,
                            net.words + ": two workers of 1 thread",
                            "ms a step",
                            WORKERS,
                            rounds.of(0, each)),
                    Quantity.of(
                            GROUP,
                            net.words + ": one worker of 2 threads",
                            "ms a step",
                            WORKERS,
                            rounds.of(1, each)),
                    net.target > 0 ? ratio.atLeast(net.target) : ratio,
                    Quantity.of(
                            GROUP,
                            net.words + ": waiting for gradients",
                            "% of a step",
                            WORKERS,
                            Spread.of(waited.stream().mapToDouble(Double::doubleValue).toArray())));
        }
    }

    private static Quantity manyRuns(Effort depth) {
        String net = Net.CIFAR.name();
        try (WorkerGroup one = new WorkerGroup(1, 1, net, depth.isQuick());
                WorkerGroup other = new WorkerGroup(1, 1, net, depth.isQuick())) {
            var rounds =
                    depth.alternation()
                            .time(
                                    List.of(
                                            new Alternation.Turn(
                                                    "at a time",
                                                    () -> {
                                                        one.begin("steps");
                                                        other.begin("steps");
                                                        one.await();
                                                        other.await();
                                                    }),
                                            new Alternation.Turn(
                                                    "in turn",
                                                    () -> {
                                                        one.done("steps");
                                                        other.done("steps");
                                                    })));
            return Quantity.of(
                            GROUP,
                            "many runs: two at a time, times as fast as in turn",
                            "×",
                            WORKERS,
                            rounds.timesAsFast(0, 1))
                    .atLeast(1.8);
        }
    }

    private static List<Quantity> sums(Effort depth) {
        int all = depth.isQuick() ? FLOATS / 10 : FLOATS;
        List<Quantity> figures = new ArrayList<>();
        try (WorkerGroup pair = new WorkerGroup(WORKERS, 1, "none", true)) {
            for (int bucket :
                    IntStream.of(BUCKETS).map(b -> Math.min(all, b)).distinct().toArray()) {
                String words = all + " " + bucket;
                var rounds =
                        depth.alternation()
                                .time(
                                        List.of(
                                                new Alternation.Turn(
                                                        "Hearth", () -> pair.done("sum " + words)),
                                                new Alternation.Turn(
                                                        "Gloo", () -> pair.done("gloo " + words))));
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
