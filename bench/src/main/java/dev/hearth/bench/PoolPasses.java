package dev.hearth.bench;

import dev.hearth.nn.Layer;
import dev.hearth.nn.Network;
import dev.hearth.nn.Pass;
import dev.hearth.nn.Shape;
import dev.hearth.nn.pool.Convention;
import dev.hearth.nn.pool.Draw;
import dev.hearth.nn.pool.FractionalMaxPool2d;
import dev.hearth.nn.pool.MaxPool2d;
import dev.hearth.nn.pool.Offsets;
import dev.hearth.nn.pool.Reduction;
import dev.hearth.nn.pool.Windows;
import dev.hearth.tensor.Chance;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Engine;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

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
        return "Forward and backward of one pool, float32, a batch of 32, in turns in one process:"
                + " Hearth's layer, which draws for each example, beside PyTorch's own operation,"
                + " which knows one kind (pseudorandom, overlapping, an offset a channel) and one"
                + " layout, and beside 2×2 max-pooling in the same layout as the layer, for each"
                + " cell that comes out. Speeds are ratios within each round; memory is what the"
                + " process grows by until both passes are done and all is still held.";
    }

    @Override
    public List<Figure> measure(Depth depth, List<Figure> before) {
        List<Figure> figures = new ArrayList<>();
        for (int threads : depth.threads()) {
            Engine.threads(threads);
            for (Size size : depth.isQuick() ? QUICKLY : SIZES) {
                try (var run = Scope.open()) {
                    figures.addAll(measure(depth, threads, size));
                }
            }
        }
        return figures;
    }

    private static List<Figure> measure(Depth depth, int threads, Size size) {
        Tensor plain = Chance.of(SEED).normal(0, 1, size.input());
        Reduction to = Reduction.to(size.out());
        FractionalMaxPool2d pool = new FractionalMaxPool2d(to, to);
        FractionalMaxPool2d regular = pool.draw(Draw.PSEUDORANDOM);
        PresetsPool presets = new PresetsPool(plain.toFloats(), size.input(), size.out());
        Stage rows = Stage.of(plain, Layout.NCHW, size);
        Stage last = Stage.of(plain, Layout.CHANNELS_LAST, size);
        List<Alternation.Turn> turns = new ArrayList<>();
        turns.add(new Alternation.Turn(PRESETS, () -> presets.run(() -> {})));
        turns.add(rows.halving());
        turns.add(last.halving());
        List<Layout> layouts = new ArrayList<>();
        for (Windows windows : Windows.values()) {
            for (Draw draw : Draw.values()) {
                turns.add(last.turn(pool.windows(windows).draw(draw)));
                layouts.add(Layout.CHANNELS_LAST);
            }
        }
        turns.add(last.turn(pool.convention(Convention.PAPER_FORMULA)));
        layouts.add(Layout.CHANNELS_LAST);
        turns.add(rows.turn(regular));
        layouts.add(Layout.NCHW);
        turns.add(rows.turn(regular.offsets(Offsets.PER_CHANNEL)));
        layouts.add(Layout.NCHW);
        List<Figure> figures = figures(depth, threads, size, turns, layouts);
        // Smaller ones fit into what the process has already.
        if (size.in() > 50) {
            figures.addAll(memory(threads, size, presets, last, regular));
        }
        return figures;
    }

    /** What is pooled, and what comes back, in one layout. */
    private record Stage(Tensor x, Tensor gradient, Tensor halves, Layout layout, Size size) {

        static Stage of(Tensor plain, Layout layout, Size size) {
            int half = size.in() / 2;
            return new Stage(
                    layout.of(plain),
                    layout.of(Tensor.ones(BATCH, size.channels(), size.out(), size.out())),
                    layout.of(Tensor.ones(BATCH, size.channels(), half, half)),
                    layout,
                    size);
        }

        Alternation.Turn halving() {
            Runnable pass = pass(new MaxPool2d(2, 2), halves, () -> {});
            return new Alternation.Turn("2×2 max-pool" + layout.words(), pass);
        }

        Alternation.Turn turn(FractionalMaxPool2d pool) {
            Runnable pass = pass(pool, gradient, () -> {});
            return new Alternation.Turn(PoolPasses.name(pool) + layout.words(), pass);
        }

        Runnable pass(Layer layer, Tensor byY, Runnable atTheEnd) {
            Shape.Image in = new Shape.Image(size.channels(), size.in(), size.in());
            Network net = Network.build(layer, in, SEED, Device.CPU);
            return () -> {
                try (var turn = Scope.open()) {
                    Tensor leaf = x.detach().requireGrad();
                    net.apply(leaf, Pass.training(SEED)).backward(byY);
                    atTheEnd.run();
                }
            };
        }
    }

    /** Resident bytes that a forward and a backward pass add, while all they made is alive. */
    private static List<Figure> memory(
            int threads, Size size, PresetsPool presets, Stage stage, FractionalMaxPool2d pool) {
        double[] ratios = new double[3];
        for (int i = 0; i < ratios.length; i++) {
            double own = growth(end -> stage.pass(pool, stage.gradient(), end).run());
            ratios[i] = own / growth(presets::run);
        }
        return Double.isNaN(ratios[0])
                ? List.of()
                : List.of(
                        Figure.of(
                                        GROUP,
                                        size.words() + "memory, against PyTorch's operation",
                                        "times its bytes",
                                        threads,
                                        Spread.of(ratios))
                                .atMost(2));
    }

    private static double growth(Consumer<Runnable> pass) {
        System.gc();
        double before = Footprint.residentBytes().orElse(Double.NaN);
        double[] after = new double[1];
        pass.accept(() -> after[0] = Footprint.residentBytes().orElse(Double.NaN));
        return after[0] - before;
    }

    private static String name(FractionalMaxPool2d pool) {
        String words = pool.draw() + " " + pool.windows();
        String convention =
                pool.convention() == Convention.PAPER_FORMULA ? ", the paper's formula" : "";
        String offsets = pool.offsets() == Offsets.PER_CHANNEL ? ", an offset a channel" : "";
        return words.toLowerCase(java.util.Locale.ROOT) + convention + offsets;
    }

    private static List<Figure> figures(
            Depth depth,
            int threads,
            Size size,
            List<Alternation.Turn> turns,
            List<Layout> layouts) {
        var rounds = depth.alternation().time(turns);
        List<Figure> figures = new ArrayList<>();
        for (int i = 0; i < turns.size(); i++) {
            String name = size.words() + turns.get(i).name();
            figures.add(Figure.of(GROUP, name, "ms", threads, rounds.of(i, 1e3)));
        }
        double cells = (double) size.out() * size.out() / ((size.in() / 2) * (size.in() / 2));
        for (int i = 0; i < layouts.size(); i++) {
            int turn = 3 + i;
            String name = size.words() + turns.get(turn).name();
            boolean shared = name.contains("pseudorandom overlapping") && !name.contains("formula");
            Figure speed =
                    Figure.of(
                            GROUP,
                            name + ", against PyTorch's operation",
                            "times as fast",
                            threads,
                            rounds.timesAsFast(turn, 0));
            figures.add(shared ? speed.atLeast(2) : speed);
            int two = 1 + layouts.get(i).ordinal();
            figures.add(
                    Figure.of(
                                    GROUP,
                                    name + ", against 2×2 a cell",
                                    "times its time",
                                    threads,
                                    times(rounds, turn, two, cells))
                            .atMost(2));
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
