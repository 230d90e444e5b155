package dev.hearth.bench;

import dev.hearth.nn.Context;
import dev.hearth.nn.Forward;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.FractionalMaxPool2d;
import dev.hearth.nn.layers.IncrementDraw;
import dev.hearth.nn.layers.MaxPool2d;
import dev.hearth.nn.layers.Reduction;
import dev.hearth.nn.layers.RegionConvention;
import dev.hearth.nn.layers.RegionOverlap;
import dev.hearth.nn.layers.RegionSharing;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Fractional max-pooling forward and backward, beside PyTorch's own operation and a 2×2 pool. */
final class PoolPasses implements Measurement {

    static final String GROUP = "Fractional max-pooling";
    private static final int BATCH = 32;
    private static final Seed SEED = new Seed(1);
    private static final String PRESETS = "fractional_max_pool2d of the presets, NCHW";

    /** What is pooled. */
    private record Size(int channels, int in, int out) {
        String words() {
            return channels + "×" + in + " → " + out + ": ";
        }

        long[] input() {
            return new long[] {BATCH, channels, in, in};
        }
    }

    private static final List<Size> SIZES =
            List.of(
                    new Size(32, 94, 73),
                    new Size(160, 94, 73),
                    new Size(32, 36, 25),
                    new Size(160, 36, 25));

    private static final List<Size> QUICKLY = List.of(new Size(32, 94, 73), new Size(160, 36, 25));

    /** How images lie in memory. */
    private enum Layout {
        NCHW,
        CHANNELS_LAST;

        Tensor of(Tensor x) {
            return this == NCHW ? x : x.channelsLast();
        }

        String words() {
            return this == NCHW ? ", NCHW" : ", channels-last";
        }
    }

    @Override
    public String about() {
        return "Forward and backward of one pool, float32 and bfloat16, a batch of 32, in turns in one process:"
                + " Hearth's layer, which draws for each example, beside PyTorch's own operation,"
                + " which knows one kind (pseudorandom, overlapping, an offset a channel) and one"
                + " layout, and beside 2×2 max-pooling in the same layout as the layer, for each"
                + " cell that comes out. Layers stand alone, because a net would lay channels"
                + " innermost first. Speeds are ratios within each round; memory is what the"
                + " process grows by until both passes are done and all is still held, after its"
                + " allocator gave back what was free.";
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        List<Quantity> figures = new ArrayList<>();
        List<Size> sizes = depth.isQuick() ? QUICKLY : SIZES;
        // The compiler takes longer to see a dozen kinds than a comparison's own warm-up.
        try (var run = Scope.open()) {
            depth.alternation().time(new Contest(sizes.get(0)).turns());
        }
        for (int threads : depth.threads()) {
            LibTorch.threads(threads);
            for (Size size : sizes) {
                try (var run = Scope.open()) {
                    figures.addAll(measure(depth, threads, size));
                }
            }
        }
        return figures;
    }

    private static List<Quantity> measure(Effort depth, int threads, Size size) {
        Contest contest = new Contest(size);
        List<Quantity> figures = figures(depth, threads, size, contest.turns(), contest.layouts);
        // What smaller ones take drowns in what a process does besides.
        if (size.in() > 50) {
            figures.add(memory(threads, contest));
        }
        return figures;
    }

    /** All that take turns at a size. */
    private static final class Contest {

        private final Size size;
        private final PresetsPool presets;
        private final Stage last;
        private final FractionalMaxPool2d regular;
        private final List<Alternation.Turn> turns = new ArrayList<>();
        private final List<Layout> layouts = new ArrayList<>();
        private final List<FractionalMaxPool2d> lastPools = new ArrayList<>();

        Contest(Size size) {
            this.size = size;
            Tensor plain = RandomTensors.of(SEED).normal(0, 1, size.input());
            Reduction to = Reduction.to(size.out());
            FractionalMaxPool2d pool = new FractionalMaxPool2d(to, to);
            this.regular = pool.draw(IncrementDraw.PSEUDORANDOM);
            this.presets = new PresetsPool(plain.toFloats(), size.input(), size.out());
            Stage rows = Stage.of(plain, Layout.NCHW, size, DType.FLOAT32);
            this.last = Stage.of(plain, Layout.CHANNELS_LAST, size, DType.FLOAT32);
            turns.add(new Alternation.Turn(PRESETS, () -> presets.run(() -> {})));
            turns.add(rows.halving());
            turns.add(last.halving());
            for (RegionOverlap windows : RegionOverlap.values()) {
                for (IncrementDraw draw : IncrementDraw.values()) {
                    add(last, pool.windows(windows).draw(draw));
                }
            }
            add(last, pool.convention(RegionConvention.PAPER_FORMULA));
            add(last, regular.offsets(RegionSharing.PER_CHANNEL));
            add(rows, regular);
            add(rows, regular.offsets(RegionSharing.PER_CHANNEL));
            // The same that channels-last images took in float32, in the same order.
            Stage narrow = Stage.of(plain, Layout.CHANNELS_LAST, size, DType.BFLOAT16);
            lastPools.forEach(same -> turns.add(narrow.turn(same)));
        }

        private void add(Stage stage, FractionalMaxPool2d pool) {
            turns.add(stage.turn(pool));
            layouts.add(stage.layout());
            if (stage == last) {
                lastPools.add(pool);
            }
        }

        List<Alternation.Turn> turns() {
            return turns;
        }
    }

    /** What is pooled, and what comes back, in one layout and type. */
    private record Stage(Tensor x, Tensor gradient, Tensor halves, Layout layout, Size size) {

        static Stage of(Tensor plain, Layout layout, Size size, DType type) {
            int half = size.in() / 2;
            return new Stage(
                    layout.of(plain).to(type),
                    layout.of(Tensor.ones(BATCH, size.channels(), size.out(), size.out())).to(type),
                    layout.of(Tensor.ones(BATCH, size.channels(), half, half)).to(type),
                    layout,
                    size);
        }

        Alternation.Turn halving() {
            Runnable pass = pass(new MaxPool2d(2, 2), halves, () -> {});
            return new Alternation.Turn("2×2 max-pool" + layout.words(), pass);
        }

        Alternation.Turn turn(FractionalMaxPool2d pool) {
            Runnable pass = pass(pool, gradient, () -> {});
            return new Alternation.Turn(name(pool), pass);
        }

        String name(FractionalMaxPool2d pool) {
            String type = x.dtype() == DType.BFLOAT16 ? ", bfloat16" : "";
            return PoolPasses.name(pool) + layout.words() + type;
        }

        Runnable pass(Layer layer, Tensor byY, Runnable atTheEnd) {
            Shape.Image in = new Shape.Image(size.channels(), size.in(), size.in());
            // A net would lay channels innermost before its first layer.
            Forward forward =
                    layer.build(in, Model.build(layer, in, SEED, Device.CPU).parameters());
            return () -> {
                try (var turn = Scope.open()) {
                    Tensor leaf = x.detach().requireGrad();
                    forward.apply(leaf, Context.training(SEED)).backward(byY);
                    atTheEnd.run();
                }
            };
        }
    }

    /** Resident bytes that a forward and a backward pass add, while all they made is alive. */
    private static Quantity memory(int threads, Contest contest) {
        Size size = contest.size;
        Stage stage = contest.last;
        String name = size.words() + "memory, against PyTorch's operation";
        double planes = (double) BATCH * size.channels();
        // What comes out, and the gradient by what went in.
        double least = Float.BYTES * planes * (size.out() * size.out() + size.in() * size.in());
        List<Double> ratios =
                Growth.ratios(
                        end -> stage.pass(contest.regular, stage.gradient(), end).run(),
                        contest.presets::run,
                        0.9 * least);
        Quantity figure =
                ratios.isEmpty()
                        ? Quantity.unmeasured(
                                GROUP,
                                name,
                                "times its bytes",
                                threads,
                                "the process had the memory already")
                        : Quantity.of(
                                GROUP,
                                name,
                                "times its bytes",
                                threads,
                                Spread.of(ratios.stream().mapToDouble(ratio -> ratio).toArray()));
        return figure.atMost(2);
    }

    private static String name(FractionalMaxPool2d pool) {
        String words = pool.draw() + " " + pool.windows();
        String convention =
                pool.convention() == RegionConvention.PAPER_FORMULA ? ", the paper's formula" : "";
        String offsets = pool.offsets() == RegionSharing.PER_CHANNEL ? ", an offset a channel" : "";
        return words.toLowerCase(java.util.Locale.ROOT) + convention + offsets;
    }

    private static List<Quantity> figures(
            Effort depth,
            int threads,
            Size size,
            List<Alternation.Turn> turns,
            List<Layout> layouts) {
        var rounds = depth.alternation().time(turns);
        List<Quantity> figures = new ArrayList<>();
        for (int i = 0; i < turns.size(); i++) {
            String name = size.words() + turns.get(i).name();
            figures.add(Quantity.of(GROUP, name, "ms", threads, rounds.of(i, 1e3)));
        }
        double cells = (double) size.out() * size.out() / ((size.in() / 2) * (size.in() / 2));
        for (int i = 0; i < layouts.size(); i++) {
            int turn = 3 + i;
            String name = size.words() + turns.get(turn).name();
            boolean shared = name.contains("pseudorandom overlapping") && !name.contains("formula");
            Quantity speed =
                    Quantity.of(
                            GROUP,
                            name + ", against PyTorch's operation",
                            "times as fast",
                            threads,
                            rounds.timesAsFast(turn, 0));
            figures.add(shared ? speed.atLeast(2) : speed);
            int two = 1 + layouts.get(i).ordinal();
            figures.add(
                    Quantity.of(
                                    GROUP,
                                    name + ", against 2×2 a cell",
                                    "times its time",
                                    threads,
                                    times(rounds, turn, two, cells))
                            .atMost(2));
        }
        for (int turn = 3 + layouts.size(); turn < turns.size(); turn++) {
            // Channels-last ones were added first.
            int same = turn - layouts.size();
            figures.add(
                    Quantity.of(
                                    GROUP,
                                    size.words() + turns.get(turn).name() + ", against float32",
                                    "times as fast",
                                    threads,
                                    rounds.timesAsFast(turn, same))
                            .atLeast(1.5));
        }
        return figures;
    }

    private static Spread times(Alternation.Rounds rounds, int turn, int other, double cells) {
        double[] ratios = new double[rounds.seconds().get(turn).length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = rounds.seconds().get(turn)[i] / rounds.seconds().get(other)[i] / cells;
        }
        return Spread.of(ratios);
    }
}
