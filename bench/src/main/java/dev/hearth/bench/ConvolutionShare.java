package dev.hearth.bench;

import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Precision;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.Conv2d;
import dev.hearth.optim.Adam;
import dev.hearth.tensor.ConvParameters;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How much of a step is libtorch's convolutions: these alone, forward and backward on the step's shapes, in
 * turns with the whole step. What is left is the most that anything around them can gain.
 */
final class ConvolutionShare implements Measurement {

    static final String GROUP = "Convolutions' share of a step";
    private static final double RATE = 1e-4;
    private static final Seed SEED = new Seed(1).child("bench");

    @Override
    public String about() {
        return "The nets of mixed precision with Adam, whole steps, in turns with their 2-d convolutions alone:"
                + " forward, and backward by weights and, but for what reads the images, by inputs, each by"
                + " libtorch on tensors of the same shapes, channels last. The last line of each is how many"
                + " times as fast the step would be if all else took no time: no work around the convolutions"
                + " gets beyond it.";
    }

    @Override
    public List<Quantity> measure(Effort depth, List<Quantity> before) {
        List<Quantity> figures = new ArrayList<>();
        for (int threads : depth.threads()) {
            LibTorch.threads(threads);
            for (MixedPrecisionSteps.Net net : MixedPrecisionSteps.nets(depth)) {
                for (Precision precision : Precision.values()) {
                    try (var run = Scope.open()) {
                        figures.addAll(figures(depth, threads, net, precision));
                    }
                }
            }
        }
        return figures;
    }

    private static List<Quantity> figures(
            Effort depth, int threads, MixedPrecisionSteps.Net net, Precision precision) {
        HearthContender side =
                new HearthContender(net.work(), net.layer(), new Adam(), RATE, precision);
        List<Pass> passes = passes(net.layer(), net.in(), net.work().batch(), precision);
        int steps = net.work().steps();
        var rounds =
                depth.alternation()
                        .time(
                                List.of(
                                        new Alternation.Turn("whole", side::run),
                                        new Alternation.Turn("alone", () -> run(passes, steps))));
        Spread whole = rounds.of(0, 1e3 / steps);
        Spread alone = rounds.of(1, 1e3 / steps);
        String name = net.name() + ", " + precision.name().toLowerCase(Locale.ROOT);
        String share = Text.number(100 * alone.median() / whole.median()) + " %";
        return List.of(
                Quantity.of(GROUP, name, "ms a step", threads, whole),
                Quantity.of(
                                GROUP,
                                name + ", its " + passes.size() + " convolutions alone",
                                "ms a step",
                                threads,
                                alone)
                        .noted(share),
                Quantity.of(
                        GROUP,
                        name + ", times as fast at most",
                        "×",
                        threads,
                        rounds.timesAsFast(1, 0)));
    }

    private static void run(List<Pass> passes, int steps) {
        for (int i = 0; i < steps; i++) {
            for (Pass pass : passes) {
                try (var turn = Scope.open()) {
                    pass.run();
                }
            }
        }
    }

    /** One convolution forward and backward, on numbers that passes of equal shape share. */
    record Pass(Tensor x, Tensor w, Tensor gradient, ConvParameters geometry, boolean isFirst) {

        void run() {
            Tensor from = isFirst ? x : x.detach().requireGrad();
            Tensor by = w.detach().requireGrad();
            Functional.conv2d(from, by, Optional.empty(), geometry).backward(gradient);
        }
    }

    /** Every 2-d convolution of a net, in order. */
    static List<Pass> passes(Layer net, Shape in, int batch, Precision precision) {
        DType type = precision == Precision.BFLOAT16 ? DType.BFLOAT16 : DType.FLOAT32;
        RandomTensors random = RandomTensors.of(SEED);
        Map<Shape, Tensor> known = new HashMap<>();
        List<Pass> passes = new ArrayList<>();
        for (ChildLayer child : ChildLayer.all(net, in)) {
            if (child.layer() instanceof Conv2d conv) {
                Shape.Image from = (Shape.Image) child.in();
                ConvParameters geometry =
                        conv.window()
                                .over("Conv2d", from, conv.dilationRows(), conv.dilationColumns())
                                .grouped(conv.groups());
                Tensor w =
                        random.normal(
                                        0,
                                        0.1,
                                        conv.filters(),
                                        from.channels() / conv.groups(),
                                        conv.window().height(),
                                        conv.window().width())
                                .channelsLast(type);
                passes.add(
                        new Pass(
                                numbers(known, random, from, batch, type),
                                w,
                                numbers(known, random, conv.out(from), batch, type),
                                geometry,
                                from.equals(in)));
            }
        }
        return passes;
    }

    private static Tensor numbers(
            Map<Shape, Tensor> known, RandomTensors random, Shape of, int batch, DType type) {
        return known.computeIfAbsent(
                of, shape -> random.normal(0, 1, shape.batch(batch)).channelsLast(type));
    }
}
